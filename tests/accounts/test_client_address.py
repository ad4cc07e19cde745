"""No client address is stored anywhere."""

from unittest.mock import patch

from allauth.account.adapter import DefaultAccountAdapter
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.adapter import AccountAdapter
from accounts.models import Account
from tests.accounts.dump import cache_dump, database_dump

ADDRESS, FORWARDED = "203.0.113.77", "198.51.100.78"


def test_signing_up_and_in_stores_no_client_address(settings: Settings, alice: Account) -> None:
    settings.SIGNUP = "open"
    for proxies in (0, 1):
        settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
        _try_everything(Client(REMOTE_ADDR=ADDRESS, headers={"x-forwarded-for": FORWARDED}), f"n{proxies}@example.org")
    stored = database_dump() + cache_dump()
    assert "n0@example.org" in stored
    assert "n1@example.org" in stored
    assert stored.count("allauth:rl:allauth.account:login:") == 2
    assert ADDRESS not in stored
    assert FORWARDED not in stored


def test_a_stored_client_address_is_noticed(alice_client: Client) -> None:
    session = alice_client.session
    session["seen"] = FORWARDED
    session.save()
    with patch.object(AccountAdapter, "get_client_ip", DefaultAccountAdapter.get_client_ip):
        _try_everything(Client(REMOTE_ADDR=ADDRESS), "alice@example.org")
    assert ADDRESS in cache_dump()
    assert FORWARDED in database_dump()


def _try_everything(browser: Client, email: str) -> None:
    browser.post("/account/signup/", {"email": email, "password1": "three or four words"})
    browser.post("/account/logout/")
    browser.post("/account/login/", {"login": email, "password": "three or four wrong words"})
    browser.post("/account/login/", {"login": email, "password": "three or four words"})
