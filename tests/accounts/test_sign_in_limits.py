"""Wrong passwords are limited by account, network and install; nobody locks an athlete out of a known browser."""

import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django.fixtures import Settings

from accounts import sign_in_limits, stranger_limits
from accounts.models import Account
from accounts.services.links import create_link
from tests.accounts.clients import NEW_PASSWORD, activate_app, is_signed_in, page_text, sign_in
from tests.accounts.one_time_codes import app_code
from tests.celery_fleet import REDIS_URL, delete_redis_keys, use_fleet
from tests.factories import PASSWORD, AccountFactory

WRONG_PASSWORD = "incorrect horse"
WRONG, TOO_MANY, WAIT = "Wrong email or password.", "Too many", "Wait ten seconds"
ALICE = "alice@example.org"
SECURITY, PASSKEY = "/settings/security/", "/account/2fa/passkey/"
JSON = {"accept": "application/json"}
SLOW_AFTER, CLOSED_AFTER = 6, 9


def client_at(address: str) -> Client:
    return Client(REMOTE_ADDR=address)


def attempt(address: str, email: str = ALICE, password: str = WRONG_PASSWORD) -> str:
    """Tries a password from an address, in a new browser; returns the page, or where a right one leads."""
    response = sign_in(client_at(address), email, password)
    return str(response.headers.get("Location", page_text(response)))


@pytest.fixture
def known(alice: Account) -> Client:
    """Returns a browser that has signed in as Alice before, and has signed out."""
    client = client_at("192.0.2.1")
    sign_in(client, ALICE)
    client.post("/account/logout/")
    assert not is_signed_in(client)
    return client


@pytest.fixture(params=["memory", "redis"])
def _both_caches(request: pytest.FixtureRequest, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Counts limits in the memory of an install without Redis, then in Redis."""
    if request.param == "redis":
        use_fleet(monkeypatch)
        backend = {"BACKEND": "tracekit_site.cache.SingleAttemptRedisCache", "LOCATION": REDIS_URL}
        settings.CACHES = {"default": {**backend, "KEY_PREFIX": settings.REDIS_PREFIX}}
        yield
        delete_redis_keys()
    else:
        yield


@pytest.fixture(autouse=True)
def _few_failures(monkeypatch: pytest.MonkeyPatch) -> None:
    """Makes an account slow and closed after so few failures that a test is fast."""
    monkeypatch.setitem(sign_in_limits.RATES, "account_before_slow", f"{SLOW_AFTER}/h/key")
    monkeypatch.setitem(sign_in_limits.RATES, "account", f"{CLOSED_AFTER}/h/key")


def lock_out(email: str = ALICE) -> None:
    """Tries passwords from as many networks as it takes to close the account to strangers."""
    with patch.object(sign_in_limits, "WAIT_S", 0), patch.dict(sign_in_limits.RATES, {"install": "9999/m/key"}):
        answers = [attempt(f"198.51.100.{number // 2}", email) for number in range(CLOSED_AFTER * 2)]
    assert "in an hour" in answers[-1]


def send_fillers(count: int = 120) -> None:
    """Sends forms that fill a cache, each with another email and from another network."""
    with patch.dict(sign_in_limits.RATES, {"install": "9999/m/key"}):
        for number in range(count):
            address = f"2001:db8:{number:x}::1"
            client_at(address).post("/account/password/", {"email": f"filler{number}@example.org"})
            attempt(address, f"filler{number}@example.org")


# A known browser.


def test_a_lockout_by_strangers_never_refuses_a_known_browser(known: Client) -> None:
    lock_out()
    assert "in an hour" in attempt("203.0.113.9", password=PASSWORD)
    assert sign_in(known, ALICE)["Location"] == "/"
    assert is_signed_in(known)


def test_strangers_in_the_same_network_never_refuse_a_known_browser(known: Client) -> None:
    for number in range(40):
        attempt("192.0.2.1", f"{number}@example.org")
    assert client_at("192.0.2.1").post("/account/login/", {}).status_code == 429
    assert sign_in(known, ALICE)["Location"] == "/"


def test_a_flood_on_the_whole_install_never_refuses_a_known_browser(known: Client) -> None:
    with patch.dict(stranger_limits.RATES, {"install": "3/m/key"}):
        for number in range(3):
            attempt(f"198.51.100.{number}")
        assert client_at("203.0.113.9").post("/account/login/", {}).status_code == 429
        assert sign_in(known, ALICE)["Location"] == "/"


def test_a_known_browser_has_a_limit_of_its_own(known: Client) -> None:
    for _ in range(10):
        assert WRONG in page_text(sign_in(known, ALICE, WRONG_PASSWORD))
    assert TOO_MANY in page_text(sign_in(known, ALICE, PASSWORD))
    assert attempt("203.0.113.9", password=PASSWORD) == "/"


def test_a_known_browser_in_other_hands_never_refuses_another_one(known: Client) -> None:
    another = client_at("192.0.2.1")
    sign_in(another, ALICE)
    another.post("/account/logout/")
    for _ in range(40):
        sign_in(another, ALICE, WRONG_PASSWORD)
    assert sign_in(another, ALICE).status_code == 429
    assert sign_in(known, ALICE)["Location"] == "/"


def test_a_flood_of_passkeys_in_the_same_network_never_refuses_a_known_browser(known: Client) -> None:
    statuses = [client_at("192.0.2.1").get(PASSKEY, headers=JSON).status_code for _ in range(61)]
    assert (statuses[0], statuses[-1]) == (200, 429)
    assert known.get(PASSKEY, headers=JSON).status_code == 200


def test_a_signed_in_browser_is_known_before_it_signs_in_again(alice_client: Client) -> None:
    alice_client.get("/settings/profile/")
    alice_client.post("/account/logout/")
    lock_out()
    assert sign_in(alice_client, ALICE)["Location"] == "/"


@pytest.mark.parametrize("end", ["a new password", "time", "another account", "a changed cookie"])
def test_a_browser_is_known_only_to_its_account_for_180_days_and_one_password(known: Client, end: str) -> None:
    email, later = ALICE, timedelta()
    (name,) = [name for name in known.cookies if name.startswith("known-")]
    if end == "a new password":
        account = Account.objects.get(email=ALICE)
        account.set_password(NEW_PASSWORD)
        account.save()
    elif end == "time":
        later = timedelta(days=180, seconds=1)
    elif end == "another account":
        email = AccountFactory.create(email="bob@example.org").email
    else:
        known.cookies[name] = known.cookies[name].value[:-1] + "_"
    now, later_s = time.time, later.total_seconds()
    with patch("time.time", side_effect=lambda: now() + later_s):
        lock_out(email)
        assert "in an hour" in page_text(sign_in(known, email))


def test_changing_the_password_keeps_this_browser_known_and_no_other(alice_client: Client) -> None:
    other = client_at("192.0.2.7")
    sign_in(other, ALICE)
    new = {"change": "password", "current_password": PASSWORD, "new_password": NEW_PASSWORD}
    assert alice_client.post(SECURITY, new).status_code == 303
    alice_client.post("/account/logout/")
    lock_out()
    assert "in an hour" in page_text(sign_in(other, ALICE, NEW_PASSWORD))
    assert sign_in(alice_client, ALICE, NEW_PASSWORD)["Location"] == "/"


def test_the_cookie_of_a_known_browser_signs_nobody_in_and_is_none_of_a_demo(known: Client) -> None:
    assert not is_signed_in(known)
    assert [cookie["max-age"] for name, cookie in known.cookies.items() if name.startswith("known-")] == [15_552_000]


def test_a_password_alone_makes_no_browser_known_where_a_second_factor_is_needed(alice_client: Client) -> None:
    key, _ = activate_app(alice_client)
    client = Client()
    sign_in(client, ALICE)
    assert not [name for name in client.cookies if name.startswith("known-")]
    client.post("/account/2fa/", {"code": app_code(key, 1)})
    assert [name for name in client.cookies if name.startswith("known-")]


# Strangers.


def test_wrong_passwords_from_one_network_do_not_lock_out_another(alice: Account) -> None:
    for _ in range(5):
        assert WRONG in attempt("198.51.100.7")
    assert TOO_MANY in attempt("198.51.100.7", password=PASSWORD)
    assert attempt("203.0.113.9", password=PASSWORD) == "/"


def test_an_ipv6_network_of_64_bits_counts_as_one_client(alice: Account) -> None:
    for number in range(5):
        assert WRONG in attempt(f"2001:db8:1:2::{number:x}")
    assert TOO_MANY in attempt("2001:db8:1:2:ffff::9", password=PASSWORD)
    assert attempt("2001:db8:1:3::9", password=PASSWORD) == "/"


def test_ipv6_networks_share_the_limit_of_48_bits(alice: Account) -> None:
    with patch.object(sign_in_limits, "WAIT_S", 0):
        answers = [attempt(f"2001:db8:1:{number:x}::1", f"{number}@example.org") for number in range(31)]
    assert [WRONG in answer for answer in answers] == [True] * 30 + [False]
    assert attempt("2001:db8:2::1", password=PASSWORD) == "/"


def test_an_ipv4_address_in_ipv6_notation_counts_as_itself(alice: Account) -> None:
    for _ in range(5):
        attempt("::ffff:198.51.100.7")
    assert TOO_MANY in attempt("198.51.100.7", password=PASSWORD)
    assert attempt("::ffff:198.51.100.8", password=PASSWORD) == "/"


def test_after_wrong_passwords_from_many_networks_a_stranger_waits_and_gets_in(alice: Account) -> None:
    for number in range(SLOW_AFTER):
        assert WRONG in attempt(f"198.51.100.{number}")
    assert WAIT in attempt("203.0.113.9", password=PASSWORD)
    assert WAIT in attempt("203.0.113.9", password=PASSWORD)
    with patch("time.time", return_value=time.time() + 10):
        assert WAIT in attempt("203.0.113.10")
        assert attempt("203.0.113.9", password=PASSWORD) == "/"


def test_the_whole_install_checks_a_limited_number_of_passwords(alice: Account) -> None:
    with patch.dict(sign_in_limits.RATES, {"install": "7/m/key"}):
        answers = [attempt(f"198.51.100.{number}", f"{number}@example.org") for number in range(8)]
        assert [WRONG in answer for answer in answers] == [True] * 7 + [False]
        assert TOO_MANY in attempt("203.0.113.9", password=PASSWORD)


def test_refused_tries_of_one_network_do_not_use_up_the_limit_of_the_install(alice: Account) -> None:
    with patch.dict(sign_in_limits.RATES, {"install": "7/m/key"}):
        for _ in range(9):
            attempt("198.51.100.7", "nobody@example.org")
        assert attempt("203.0.113.9", password=PASSWORD) == "/"


def test_a_try_that_the_install_refuses_is_not_counted_for_its_network(alice: Account) -> None:
    with patch.dict(sign_in_limits.RATES, {"install": "2/m/key"}):
        for number in range(2):
            attempt(f"198.51.100.{number}", "nobody@example.org")
        for _ in range(6):
            assert TOO_MANY in attempt("203.0.113.9", password=PASSWORD)
    assert attempt("203.0.113.9", password=PASSWORD) == "/"


def test_right_passwords_are_not_counted(alice: Account) -> None:
    for _ in range(12):
        assert attempt("198.51.100.7", password=PASSWORD) == "/"


@pytest.mark.parametrize("email", [ALICE, "nobody@example.org"])
def test_a_closed_account_looks_the_same_whether_it_exists_or_not(alice: Account, email: str) -> None:
    lock_out(email)
    page = attempt("203.0.113.9", email, PASSWORD)
    assert "Use a browser that has signed in before, or try again in an hour." in page


def test_without_mail_the_page_names_the_link_which_no_limit_stops(alice: Account) -> None:
    lock_out()
    assert "python -m tracekit link EMAIL" in attempt("203.0.113.9", password=PASSWORD)
    with patch.dict(stranger_limits.RATES, {"network": "1/m/key"}):
        client = client_at("203.0.113.9")
        refused = [client.post("/account/signup/", {}) for _ in range(2)][-1]
        assert refused.status_code == 429
        assert "python -m tracekit link EMAIL" in page_text(refused)
        address = create_link(ALICE).removeprefix("http://localhost:8000")
        assert client.post(address, {"password": NEW_PASSWORD}).status_code == 302
    assert is_signed_in(client)


# Where limits are stored.


@pytest.mark.usefixtures("_both_caches")
def test_fillers_never_release_a_lock(alice: Account, known: Client) -> None:
    for _ in range(5):
        attempt("198.51.100.7")
    send_fillers()
    with patch.dict(sign_in_limits.RATES, {"install": "9999/m/key"}):
        assert TOO_MANY in attempt("198.51.100.7", password=PASSWORD)
        assert attempt("198.51.100.8", password=PASSWORD) == "/"
    assert sign_in(known, ALICE)["Location"] == "/"


@pytest.mark.usefixtures("_both_caches")
def test_fillers_never_release_a_used_code(alice_client: Client) -> None:
    start = time.time()
    with patch("time.time", return_value=start):
        key, _ = activate_app(alice_client)
        code, browser = app_code(key, 1), Client()
        sign_in(browser, ALICE)
        browser.post("/account/2fa/", {"code": code})
        assert is_signed_in(browser)
        browser.post("/account/logout/")
        send_fillers()
    with patch("time.time", return_value=start + 31):
        assert sign_in(browser, ALICE)["Location"] == "/account/2fa/"
        browser.post("/account/2fa/", {"code": code})
        assert not is_signed_in(browser)
        browser.post("/account/2fa/", {"code": app_code(key, 1)})
        assert is_signed_in(browser)


def test_a_full_cache_refuses_and_forgets_nothing(alice: Account) -> None:
    for _ in range(5):
        attempt("198.51.100.7")
    memory: Any = cache
    client = Client(REMOTE_ADDR="203.0.113.9", raise_request_exception=False)
    with patch.object(memory, "_max_entries", len(memory._cache)):
        assert sign_in(client, ALICE).status_code == 503
    assert TOO_MANY in attempt("198.51.100.7", password=PASSWORD)
    assert sign_in(client, ALICE)["Location"] == "/"


def test_a_full_cache_makes_room_by_deleting_what_has_expired() -> None:
    memory: Any = cache
    cache.set("old", True, 60)
    with patch.object(memory, "_max_entries", 1):
        with patch("time.time", return_value=time.time() + 61):
            cache.set("new", True)
        assert list(memory._cache) == [":1:new"]
