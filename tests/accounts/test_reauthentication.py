"""A guarded page asks for the password or a factor again before it opens."""

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
REAUTHENTICATE = "/account/reauthenticate/"


def enter_password(client: Client, address: str, password: str = PASSWORD) -> Any:
    return client.post(f"{REAUTHENTICATE}?next={address}", {"password": password, "next": address})


@pytest.mark.parametrize("address", GUARDED)
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_guarded_page_asks_for_the_password_and_then_opens(alice_client: Client, address: str, method: str) -> None:
    redirect = getattr(alice_client, method)(address)
    assert redirect["Location"] == f"{REAUTHENTICATE}?next={address}"
    page = page_text(alice_client.get(redirect["Location"]))
    assert "in case somebody else is using this browser" in page
    assert enter_password(alice_client, address)["Location"] == address
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize("address", NEEDS_APP)
def test_a_guarded_page_of_an_account_with_an_app_asks_too(alice_client: Client, client: Client, address: str) -> None:
    key, _ = activate_app(alice_client)
    sign_in(client, "alice@example.org")
    client.post("/account/2fa/", {"code": app_code(key, 1)})
    assert client.get(address)["Location"] == f"{REAUTHENTICATE}?next={address}"
    assert Authenticator.objects.count() == 2


@pytest.mark.parametrize(
    "address", [*GUARDED, *NEEDS_APP, REAUTHENTICATE, f"{REAUTHENTICATE}code/", f"{REAUTHENTICATE}passkey/"]
)
def test_a_stranger_signs_in_first(client: Client, db: None, address: str) -> None:
    for response in (client.get(address), client.post(address)):
        assert response.status_code in (302, 404)
        assert response.get("Location", "/account/login/").startswith("/account/login/")


def test_a_sign_in_does_not_open_a_guarded_page(client: Client, alice_client: Client) -> None:
    sign_in(client, "alice@example.org")
    assert client.get(GUARDED[0])["Location"].startswith(REAUTHENTICATE)


def test_a_reauthentication_lasts_ten_minutes(alice_client: Client) -> None:
    reauthenticate(alice_client)
    for minutes, status in ((9, 200), (11, 302)):
        with patch("time.time", return_value=timezone.now().timestamp() + minutes * 60):
            assert alice_client.get(GUARDED[0]).status_code == status


def test_the_password_of_a_settings_form_reauthenticates(alice_client: Client) -> None:
    new = {"change": "password", "current_password": PASSWORD, "new_password": "three or four words"}
    alice_client.post("/settings/security/", new)
    assert alice_client.get(GUARDED[0]).status_code == 200


def test_a_wrong_password_does_not_reauthenticate(alice_client: Client) -> None:
    page = page_text(enter_password(alice_client, GUARDED[0], "a guess of mine"))
    assert "That isn’t your current password." in page
    assert 'role="alert"' in page
    assert "a guess of mine" not in page
    wrong = {"change": "password", "current_password": "a guess of mine", "new_password": "three or four words"}
    alice_client.post("/settings/security/", wrong)
    assert alice_client.get(GUARDED[0])["Location"].startswith(REAUTHENTICATE)


def test_guesses_are_limited(alice_client: Client) -> None:
    responses = [enter_password(alice_client, GUARDED[0], "a guess of mine") for _ in range(11)]
    assert responses[-1].status_code == 429
    assert alice_client.get(GUARDED[0])["Location"].startswith(REAUTHENTICATE)


def test_a_code_reauthenticates(alice_client: Client) -> None:
    key, _ = activate_app(alice_client)
    page = page_text(alice_client.get(f"{REAUTHENTICATE}?next={GUARDED[2]}"))
    assert "Use a code from your app, or a recovery code" in page
    address = f"/account/reauthenticate/code/?next={GUARDED[2]}"
    response = alice_client.post(address, {"code": app_code(key, 1), "next": GUARDED[2]})
    assert response["Location"] == GUARDED[2]


def test_a_reauthentication_never_leads_to_another_host(alice_client: Client) -> None:
    assert enter_password(alice_client, "https://evil.example/")["Location"] == "/"


def test_a_reauthentication_stores_nothing_of_the_request(alice_client: Client) -> None:
    """Proves that allauth does not store the request, with the client's address, to repeat it afterwards."""
    alice_client.post(GUARDED[0], {"code": "a sentinel"}, REMOTE_ADDR="203.0.113.9")
    sessions = [SessionStore().decode(row.session_data) for row in Session.objects.all()]
    assert "account_authentication" in json.dumps(sessions) or "_auth_user_id" in json.dumps(sessions)
    assert "203.0.113.9" not in json.dumps(sessions)
    assert "a sentinel" not in json.dumps(sessions)
