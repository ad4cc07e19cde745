"""No client address is stored anywhere."""

from unittest.mock import patch

from django.test import Client
from pytest_django.fixtures import Settings

from accounts.models import Account
from tests.accounts.dump import cache_dump, database_dump

ADDRESS, FORWARDED, PROXY = "203.0.113.77", "198.51.100.78", "10.0.0.7"
IPV6 = "2001:db8:77:88::99"


def test_signing_up_and_in_stores_no_client_address(settings: Settings, alice: Account) -> None:
    settings.SIGNUP = "open"
    for proxies in (0, 1):
        settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
        _try_everything(PROXY if proxies else ADDRESS, f"n{proxies}@example.org")
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 0
    _try_everything(IPV6, "n6@example.org")
    stored = database_dump() + cache_dump()
    assert "n0@example.org" in stored
    assert "n1@example.org" in stored
    assert stored.count("allauth:rl:allauth.account:login:") == 6
    assert stored.count("allauth:rl:tracekit.strangers:wide_network:") == 1
    assert stored.count("allauth:rl:tracekit:account_from_network:") == 3
    assert not [text for text in (ADDRESS, FORWARDED, "2001:db8", "2001:0db8") if text in stored]


def test_a_stored_client_address_is_noticed(alice_client: Client) -> None:
    session = alice_client.session
    session["seen"] = FORWARDED
    session.save()
    with patch("accounts.networks._digest", str):
        _try_everything(ADDRESS, "alice@example.org")
    assert ADDRESS in cache_dump()
    assert FORWARDED in database_dump()


def _try_everything(address: str, email: str) -> None:
    """Signs up, and in from a browser that is known and from one that is not."""
    browser, stranger = (Client(REMOTE_ADDR=address, headers={"x-forwarded-for": FORWARDED}) for _ in range(2))
    browser.post("/account/signup/", {"email": email, "password1": "three or four words"})
    browser.post("/account/logout/")
    stranger.post("/account/login/", {"login": email, "password": "three or four wrong words"})
    browser.post("/account/login/", {"login": email, "password": "three or four words"})
