"""What changes who can get in asks once more who is there, and says why."""

import json
from typing import Any
from unittest.mock import patch

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils import timezone

from accounts.models import Session
from accounts.sessions import SessionStore
from tests.accounts.clients import activate_app, page_text, reauthenticate, sign_in
from tests.accounts.one_time_codes import app_code
from tests.factories import PASSWORD

pytestmark = pytest.mark.postgres

GUARDED = [
    "/account/2fa/app/on/",
    "/account/2fa/recovery-codes/new/",
    "/account/2fa/passkey/add/",
    "/account/2fa/passkey/delete/",
]
NEEDS_APP = ["/account/2fa/app/off/", "/account/2fa/recovery-codes/"]
AGAIN = "/account/reauthenticate/"


def post_again(client: Client, address: str, password: str = PASSWORD) -> Any:
    return client.post(f"{AGAIN}?next={address}", {"password": password, "next": address})


@pytest.mark.parametrize("address", GUARDED)
@pytest.mark.parametrize("method", ["get", "post"])
def test_it_asks_first_and_goes_on_there(alice_client: Client, address: str, method: str) -> None:
    asked = getattr(alice_client, method)(address)
    assert asked["Location"] == f"{AGAIN}?next={address}"
    page = page_text(alice_client.get(asked["Location"]))
    assert "So that nobody does it from a browser you left open" in page
    assert post_again(alice_client, address)["Location"] == address
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize("address", NEEDS_APP)
def test_so_do_those_of_who_has_an_app(alice_client: Client, client: Client, address: str) -> None:
    key, _ = activate_app(alice_client)
    sign_in(client, "alice@example.org")
    client.post("/account/2fa/", {"code": app_code(key, 1)})
    assert client.get(address)["Location"] == f"{AGAIN}?next={address}"
    assert Authenticator.objects.count() == 2


@pytest.mark.parametrize(
    "address", [*GUARDED, *NEEDS_APP, AGAIN, "/account/reauthenticate/code/", "/account/reauthenticate/passkey/"]
)
def test_a_stranger_signs_in_first(client: Client, db: None, address: str) -> None:
    for answer in (client.get(address), client.post(address)):
        assert answer.status_code in (302, 404)
        assert answer.get("Location", "/account/login/").startswith("/account/login/")


def test_signing_in_alone_is_not_enough(client: Client, alice_client: Client) -> None:
    sign_in(client, "alice@example.org")
    assert client.get(GUARDED[0])["Location"].startswith(AGAIN)


def test_ten_minutes_later_it_asks_again(alice_client: Client) -> None:
    reauthenticate(alice_client)
    for minutes, status in ((9, 200), (11, 302)):
        with patch("time.time", return_value=timezone.now().timestamp() + minutes * 60):
            assert alice_client.get(GUARDED[0]).status_code == status


def test_the_password_that_a_setting_asked_for_counts(alice_client: Client) -> None:
    new = {"change": "password", "current_password": PASSWORD, "new_password": "three or four words"}
    alice_client.post("/settings/security/", new)
    assert alice_client.get(GUARDED[0]).status_code == 200


def test_a_wrong_password_does_not_count(alice_client: Client) -> None:
    page = page_text(post_again(alice_client, GUARDED[0], "a guess of mine"))
    assert "That is not your current password." in page
    assert 'role="alert"' in page
    assert "a guess of mine" not in page
    wrong = {"change": "password", "current_password": "a guess of mine", "new_password": "three or four words"}
    alice_client.post("/settings/security/", wrong)
    assert alice_client.get(GUARDED[0])["Location"].startswith(AGAIN)


def test_guessing_has_to_wait(alice_client: Client) -> None:
    answers = [post_again(alice_client, GUARDED[0], "a guess of mine") for _ in range(11)]
    assert answers[-1].status_code == 429
    assert alice_client.get(GUARDED[0])["Location"].startswith(AGAIN)


def test_a_code_or_a_passkey_will_do_as_well(alice_client: Client) -> None:
    key, _ = activate_app(alice_client)
    page = page_text(alice_client.get(f"{AGAIN}?next={GUARDED[2]}"))
    assert "Use a code from your app, or a recovery code" in page
    where = f"/account/reauthenticate/code/?next={GUARDED[2]}"
    answer = alice_client.post(where, {"code": app_code(key, 1), "next": GUARDED[2]})
    assert answer["Location"] == GUARDED[2]


def test_it_goes_on_to_pages_of_ours_only(alice_client: Client) -> None:
    assert post_again(alice_client, "https://evil.example/")["Location"] == "/"


def test_meanwhile_nothing_of_the_request_is_kept(alice_client: Client) -> None:
    """allauth would keep all of it, the client's address too, and do it afterwards."""
    alice_client.post(GUARDED[0], {"code": "a sentinel"}, REMOTE_ADDR="203.0.113.9")
    kept = [SessionStore().decode(row.session_data) for row in Session.objects.all()]
    assert "account_authentication" in json.dumps(kept) or "_auth_user_id" in json.dumps(kept)
    assert "203.0.113.9" not in json.dumps(kept)
    assert "a sentinel" not in json.dumps(kept)
