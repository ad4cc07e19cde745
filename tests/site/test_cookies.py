"""Cookies follow the scheme: at home over HTTP, and over HTTPS under names that no HTTP page can set."""

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.browser import BROWSER_KEY
from accounts.models import Account
from tests.accounts.clients import is_signed_in, sign_in

PROFILE = "/settings/profile/"
HTTPS = {"x-forwarded-proto": "https"}


@pytest.fixture
def behind_proxy(settings: Settings) -> None:
    """Sets what TRUSTED_PROXY_COUNT sets: the proxy says by which scheme a request came to it."""
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")


@pytest.fixture
def https_client(behind_proxy: None) -> Client:
    """Returns a client that reaches a self-hosted install over HTTPS."""
    return Client(headers=HTTPS)


def copy_session(of: Client, to: Client, name: str) -> None:
    """Gives a client the session of another one, under the name of a cookie."""
    key = next(cookie.value for cookie in of.cookies.values() if cookie.key.endswith("sessionid"))
    to.cookies[name] = key


def make_old(client: Client) -> None:
    """Makes the session of a client one that a release stored before sessions knew their scheme."""
    session = client.session
    session[BROWSER_KEY] = {key: value for key, value in session[BROWSER_KEY].items() if key != "https"}
    session.save()


def test_over_https_every_cookie_is_for_this_host_and_https_only(https_client: Client, alice: Account) -> None:
    https_client.get("/account/login/")
    sign_in(https_client, alice.email)
    assert is_signed_in(https_client)
    assert {"__Host-sessionid", "__Host-csrftoken"} < set(https_client.cookies)
    for cookie in https_client.cookies.values():
        assert cookie.key.startswith("__Host-")
        assert (cookie["secure"], cookie["httponly"], cookie["path"], cookie["domain"]) == (True, True, "/", "")
        assert int(cookie["max-age"]) > 0


def test_http_at_home_goes_on_working_beside_https(https_client: Client, alice: Account) -> None:
    at_home = Client()
    sign_in(at_home, alice.email)
    sign_in(https_client, alice.email)
    assert not [name for name in at_home.cookies if name.startswith("__")]
    assert not at_home.cookies["sessionid"]["secure"]
    copy_session(at_home, https_client, "sessionid")
    copy_session(https_client, at_home, "__Host-sessionid")
    assert is_signed_in(at_home)
    assert is_signed_in(https_client)
    https_client.post("/account/logout/")
    assert is_signed_in(at_home)


def test_a_session_made_over_http_is_none_over_https(https_client: Client, alice_client: Client) -> None:
    copy_session(alice_client, https_client, "sessionid")
    assert not is_signed_in(https_client)
    copy_session(alice_client, https_client, "__Host-sessionid")
    assert is_signed_in(https_client)


def test_a_prefixed_cookie_is_none_over_http(alice_client: Client) -> None:
    client = Client()
    copy_session(alice_client, client, "__Host-sessionid")
    assert not is_signed_in(client)


def test_a_session_of_an_older_release_goes_on_over_https_under_the_new_name(
    https_client: Client, alice_client: Client
) -> None:
    make_old(alice_client)
    copy_session(alice_client, https_client, "sessionid")
    assert is_signed_in(https_client)
    assert https_client.cookies["sessionid"]["max-age"] == 0
    del https_client.cookies["sessionid"]
    assert https_client.cookies["__Host-sessionid"]["secure"]
    assert is_signed_in(https_client)


def test_a_session_of_an_older_release_is_taken_over_once(
    https_client: Client, alice_client: Client, behind_proxy: None
) -> None:
    make_old(alice_client)
    assert is_signed_in(alice_client)
    copy_session(alice_client, https_client, "sessionid")
    assert not is_signed_in(https_client)


def test_with_a_path_cookies_get_the_prefix_that_allows_one(
    https_client: Client, alice: Account, settings: Settings
) -> None:
    settings.SECURE_COOKIE_PREFIX, settings.SESSION_COOKIE_PATH = "__Secure-", "/tracekit/"
    sign_in(https_client, alice.email)
    cookie = https_client.cookies["__Secure-sessionid"]
    assert (cookie["secure"], cookie["path"]) == (True, "/tracekit/")
    assert is_signed_in(https_client)
