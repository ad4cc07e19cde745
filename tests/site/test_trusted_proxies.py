"""A proxy is believed where only an operator's own machines can be, or where TRUSTED_PROXIES says so."""

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from tests.site.hosted_install import HOST_NAME, HTTPS_HEADERS
from tracekit_site.models import ProxyFault, ProxyFaultKind
from tracekit_site.services import proxy_faults
from tracekit_site.trusted_proxies import is_trusted_proxy, parse_trusted_proxies
from tracekit_site.wrong_settings import WrongSettings

pytestmark = pytest.mark.django_db

PRIVATE = ("127.0.0.1", "127.9.9.9", "::1", "10.1.2.3", "172.17.0.1", "192.168.1.9", "fd00::9", "fe80::1%eth0", "")
"""The guide's proxies connect from these: on this machine, from compose's network, at home, over a Unix socket."""
PUBLIC = ("203.0.113.7", "172.32.0.1", "2001:db8::7", "::ffff:203.0.113.7", "no address")


@pytest.fixture(autouse=True)
def _new_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proxy_faults, "_next_at", {})


@pytest.mark.parametrize("address", PRIVATE + PUBLIC)
def test_private_addresses_are_believed_and_public_ones_are_not(settings: Settings, address: str) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    assert is_trusted_proxy(address) is (address in PRIVATE)
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 0
    assert not is_trusted_proxy(address)


def test_the_setting_names_addresses_networks_or_all(settings: Settings) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    settings.TRUSTED_PROXIES = parse_trusted_proxies(["203.0.113.0/24", "2001:db8::7"])
    assert is_trusted_proxy("203.0.113.9")
    assert is_trusted_proxy("2001:db8::7")
    assert not is_trusted_proxy("10.0.0.1")
    settings.TRUSTED_PROXIES = parse_trusted_proxies(["*"])
    assert all(is_trusted_proxy(address) for address in ("198.51.100.1", "2001:db8:9::1"))


@pytest.mark.parametrize("name", ["proxy.example.org", "10.0.0.0/33", "**"])
def test_what_is_no_address_is_one_message(name: str) -> None:
    with pytest.raises(WrongSettings, match=r"^TRUSTED_PROXIES must be addresses or networks"):
        parse_trusted_proxies([name])


@pytest.mark.parametrize(("peer", "status"), [("10.0.0.2", 200), ("203.0.113.7", 301)])
def test_the_word_of_a_public_address_about_https_counts_nothing(hosted: Settings, peer: str, status: int) -> None:
    response = Client(headers=HTTPS_HEADERS, REMOTE_ADDR=peer).get("/privacy/")
    assert response.status_code == status
    assert ProxyFault.objects.filter(kind=ProxyFaultKind.UNTRUSTED_ADDRESS).exists() is (status == 301)


def test_a_public_address_does_not_choose_whose_sign_ins_it_counts_against(hosted: Settings) -> None:
    statuses = set()
    for number in range(31):
        headers = HTTPS_HEADERS | {"x-forwarded-for": f"198.51.100.{number}"}
        client = Client(headers=headers, REMOTE_ADDR="203.0.113.7")
        statuses.add(
            client.post("/account/login/", {"login": "a@example.org", "password": "wrong"}, secure=True).status_code
        )
    assert 429 in statuses


def test_a_refused_form_names_the_setting_that_lets_the_proxy_through(settings: Settings) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    headers = {"x-forwarded-proto": "https", "x-forwarded-for": "192.0.2.1", "origin": "https://testserver"}
    client = Client(enforce_csrf_checks=True, headers=headers, REMOTE_ADDR="203.0.113.7")
    client.get("/account/login/")
    response = client.post("/account/login/")
    assert response.status_code == 403
    assert "Set TRUSTED_PROXIES to the address of the proxy" in response.content.decode()
    assert any("TRUSTED_PROXIES" in advice for advice in proxy_faults.reported_faults())
    assert HOST_NAME not in response.content.decode()
