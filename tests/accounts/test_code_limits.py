"""Wrong codes of a second factor are limited by account and network; strangers lock no known browser out."""

from unittest.mock import patch

import pytest
from django.test import Client

from accounts import sign_in_limits
from accounts.models import Account
from tests.accounts.clients import SECOND_FACTOR, activate_app, is_signed_in, page_text, sign_in
from tests.accounts.one_time_codes import app_code

ALICE = "alice@example.org"
WRONG_CODE = "000000"
WRONG, TOO_MANY, CLOSED = "Wrong code.", "Too many attempts.", "Too many wrong codes for this account."


def try_code(address: str, code: str = WRONG_CODE) -> str:
    """Tries a code from an address, in a new browser that knows the password; returns the page, or where it leads."""
    client = Client(REMOTE_ADDR=address)
    sign_in(client, ALICE)
    response = client.post(SECOND_FACTOR, {"code": code})
    return str(response.headers.get("Location", page_text(response)))


@pytest.fixture
def key(alice_client: Client) -> str:
    """Returns the key of Alice's app."""
    return activate_app(alice_client)[0]


@pytest.fixture
def known(alice_client: Client, key: str) -> Client:
    """Returns a browser that has signed in as Alice with a code, and has signed out."""
    alice_client.post("/account/logout/")
    return alice_client


def close_account() -> None:
    """Tries as many wrong codes as close the account to strangers, from many networks."""
    answers = [try_code(f"198.51.100.{number}") for number in range(21)]
    assert [WRONG in answer for answer in answers] == [True] * 20 + [False]
    assert CLOSED in answers[-1]


def test_strangers_who_know_the_password_never_lock_a_known_browser_out(known: Client, key: str) -> None:
    close_account()
    assert CLOSED in try_code("203.0.113.9", app_code(key, 1))
    assert sign_in(known, ALICE)["Location"] == SECOND_FACTOR
    assert known.post(SECOND_FACTOR, {"code": app_code(key, 1)})["Location"] == "/"
    assert is_signed_in(known)


def test_strangers_in_the_same_network_never_lock_a_known_browser_out(known: Client, key: str) -> None:
    for _ in range(6):
        try_code("127.0.0.1")
    assert TOO_MANY in try_code("127.0.0.1", app_code(key, 1))
    sign_in(known, ALICE)
    assert known.post(SECOND_FACTOR, {"code": app_code(key, 1)})["Location"] == "/"


def test_wrong_codes_from_one_network_do_not_lock_out_another(key: str) -> None:
    answers = [try_code("198.51.100.7") for _ in range(6)]
    assert [WRONG in answer for answer in answers] == [True] * 5 + [False]
    assert TOO_MANY in try_code("198.51.100.7", app_code(key, 1))
    assert try_code("203.0.113.9", app_code(key, 1)) == "/"


def test_an_ipv6_network_of_64_bits_counts_as_one_client(key: str) -> None:
    answers = [try_code(f"2001:db8:1:2::{number:x}") for number in range(6)]
    assert [WRONG in answer for answer in answers] == [True] * 5 + [False]
    assert WRONG in try_code("2001:db8:1:3::1")


def test_refused_codes_of_one_network_do_not_use_up_the_limit_of_the_account(key: str) -> None:
    for _ in range(25):
        try_code("198.51.100.7")
    assert try_code("203.0.113.9", app_code(key, 1)) == "/"


def test_a_code_that_the_account_refuses_is_not_counted_for_its_network(key: str) -> None:
    with patch.dict(sign_in_limits.RATES, {"code_of_account": "1/h/key"}):
        try_code("198.51.100.7")
        for _ in range(6):
            assert CLOSED in try_code("203.0.113.9")
    assert try_code("203.0.113.9", app_code(key, 1)) == "/"


def test_a_known_browser_has_a_limit_of_its_own(known: Client, key: str) -> None:
    sign_in(known, ALICE)
    for _ in range(5):
        assert WRONG in page_text(known.post(SECOND_FACTOR, {"code": WRONG_CODE}))
    assert TOO_MANY in page_text(known.post(SECOND_FACTOR, {"code": app_code(key, 1)}))
    assert try_code("203.0.113.9", app_code(key, 1)) == "/"


def test_right_codes_are_not_counted(key: str) -> None:
    with patch.dict(sign_in_limits.RATES, {"code_from_network": "1/5m/key"}):
        assert try_code("203.0.113.9", app_code(key, 1)) == "/"
        assert WRONG in try_code("203.0.113.9")
        assert TOO_MANY in try_code("203.0.113.9")


def test_strangers_never_keep_a_signed_in_browser_from_confirming_a_code(
    alice: Account, alice_client: Client, key: str
) -> None:
    close_account()
    session = alice_client.session
    del session["account_authentication_methods"]
    session.save()
    answer = alice_client.post("/account/reauthenticate/code/", {"code": app_code(key, 1)})
    assert answer.status_code == 302
