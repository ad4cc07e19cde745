"""Hosted, everything goes by HTTPS, and nobody but our own proxy says so."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import Account
from tests.site.hosted import BY_HTTPS, NAME

PLAIN = BY_HTTPS | {"x-forwarded-proto": "http"}
SIGN_IN = {"login": "alice@example.org", "password": "three or four words"}


@pytest.fixture
def browser(hosted: Any, db: None) -> Client:
    """A browser that comes by HTTPS."""
    return Client(headers=BY_HTTPS)


@pytest.mark.parametrize("address", ["/", "/privacy/?a=b", "/account/login/", "/nothing/", "/static/css/base.css"])
@pytest.mark.parametrize("method", ["get", "head", "post"])
def test_plain_http_is_sent_on_to_https_for_good(hosted: Any, db: None, method: str, address: str) -> None:
    answer = getattr(Client(headers=PLAIN), method)(address)
    assert (answer.status_code, answer.headers["Location"]) == (301, f"https://{NAME}{address}")
    assert not answer.cookies


@pytest.mark.parametrize("address", ["/", "/nothing/", "/static/nothing.css", "/health/live"])
def test_every_https_answer_says_to_stay_with_https(browser: Client, address: str) -> None:
    assert browser.get(address).headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"


def test_so_does_the_answer_to_a_name_that_is_not_ours(hosted: Any, db: None) -> None:
    answer = Client(headers=BY_HTTPS | {"host": "elsewhere.example"}).get("/")
    assert answer.status_code == 400
    assert answer.headers["Strict-Transport-Security"]


def test_a_self_hosted_install_asks_nobody_to_stay_with_https(client: Client, db: None) -> None:
    answer = client.get("/", secure=True)
    assert answer.status_code == 200
    assert "Strict-Transport-Security" not in answer.headers


@pytest.mark.parametrize("host", [NAME, "localhost:8000", "127.0.0.1", "10.0.0.7:8000", "web", "", "no host{"])
def test_health_is_answered_without_https_and_under_any_name(hosted: Any, host: str) -> None:
    answer = Client(headers={"host": host}).get("/health/live")
    assert (answer.status_code, answer.content) == (200, b"alive\n")


def test_a_host_that_only_a_header_names_is_not_believed(browser: Client) -> None:
    answer = browser.get("/settings/profile/", headers={"x-forwarded-host": "evil.example"})
    assert "evil.example" not in f"{answer.headers}{answer.content.decode()}"
    redirect = Client(headers=PLAIN | {"x-forwarded-host": "evil.example"}).get("/")
    assert redirect.headers["Location"] == f"https://{NAME}/"


def test_without_a_proxy_nobody_may_claim_to_come_by_https(settings: Any, db: None) -> None:
    assert settings.SECURE_PROXY_SSL_HEADER is None
    settings.SECURE_SSL_REDIRECT = True
    assert Client(headers={"x-forwarded-proto": "https"}).get("/").status_code == 301


def test_cookies_hold_for_this_host_and_https_only(browser: Client, alice: Account) -> None:
    alice.set_password(SIGN_IN["password"])
    alice.save()
    assert browser.post("/account/login/", SIGN_IN).status_code == 302
    browser.get("/account/login/")
    assert set(browser.cookies) == {"__Host-sessionid", "__Host-csrftoken"}
    for cookie in browser.cookies.values():
        kept = {name: cookie[name] for name in ("secure", "httponly", "samesite", "path", "domain")}
        assert kept == {"secure": True, "httponly": True, "samesite": "Lax", "path": "/", "domain": ""}


def test_the_cookie_of_a_plain_install_does_not_sign_in(browser: Client, alice: Account) -> None:
    browser.force_login(alice, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert browser.get("/settings/profile/").status_code == 200
    browser.cookies["sessionid"] = browser.cookies.pop("__Host-sessionid").value
    assert browser.get("/settings/profile/").status_code == 302


@pytest.mark.parametrize(
    ("proxies", "forwarded", "last"),
    [
        (1, "198.51.100.{}, 203.0.113.9", 429),  # the proxy adds whom it saw at the end
        (0, "198.51.100.{}", 429),
        (1, "198.51.100.{}", 200),  # so many different people
    ],
)
def test_a_made_up_address_does_not_get_tries_of_its_own(
    hosted: Any, db: None, proxies: int, forwarded: str, last: int
) -> None:
    hosted.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    for number in range(31):
        answer = Client(headers=BY_HTTPS | {"x-forwarded-for": forwarded.format(number)}).post(
            "/account/login/", SIGN_IN
        )
    assert answer.status_code == last
