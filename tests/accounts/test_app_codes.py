"""Codes from an app: turned on, asked for, taken once, turned off."""

import time
from typing import Any
from unittest.mock import patch

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.models import Account
from tests.accounts.clients import (
    NEW_PASSWORD,
    activate_app,
    enter_second_factor,
    is_signed_in,
    page_text,
    reauthenticate,
    sign_in,
)
from tests.accounts.one_time_codes import app_code
from tests.factories import PASSWORD

pytestmark = pytest.mark.postgres

ON, OFF, STEP, SECURITY = "/account/2fa/app/on/", "/account/2fa/app/off/", "/account/2fa/", "/settings/security/"
RECOVERY, NEW_CODES = "/account/2fa/recovery-codes/", "/account/2fa/recovery-codes/new/"


def test_turning_it_on_shows_the_key_as_picture_and_text(alice_client: Client) -> None:
    reauthenticate(alice_client)
    answer = alice_client.get(ON)
    key = answer.context["form"].secret
    page = page_text(answer)
    assert " ".join(key[at : at + 4] for at in range(0, len(key), 4)) in page
    assert 'src="data:image/svg+xml;base64,' in page
    assert f"otpauth://totp/alice%40example.org?secret={key}&issuer=tracekit" == answer.context["totp_url"]
    assert "off" in page_text(alice_client.get(SECURITY)).lower()


def test_from_then_on_a_code_is_asked_for(alice_client: Client, client: Client) -> None:
    key, _ = activate_app(alice_client)
    assert "On since" in page_text(alice_client.get(SECURITY))
    assert sign_in(client, "alice@example.org")["Location"] == STEP
    assert not is_signed_in(client)
    assert client.post(STEP, {"code": app_code(key, 1)})["Location"] == "/"
    assert is_signed_in(client)


def test_a_wrong_first_code_turns_nothing_on(alice_client: Client, alice: Account) -> None:
    reauthenticate(alice_client)
    alice_client.get(ON)
    assert "That is not the code." in page_text(alice_client.post(ON, {"code": "000000"}))
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize("code", ["", "abc", "123", "١٢٣٤٥٦", "1" * 41, "💥"])
def test_what_is_no_code_is_refused(alice_client: Client, client: Client, code: str) -> None:
    activate_app(alice_client)
    assert 'role="alert"' in page_text(enter_second_factor(client, code))
    assert not is_signed_in(client)


@pytest.mark.parametrize("steps", [-1, 0, 1])
def test_a_code_is_taken_half_a_minute_early_and_late(alice_client: Client, client: Client, steps: int) -> None:
    key, _ = activate_app(alice_client)
    later = time.time() + 300
    with patch("time.time", return_value=later):
        enter_second_factor(client, app_code(key, steps))
        assert is_signed_in(client)


def test_a_code_is_taken_once(alice_client: Client, client: Client) -> None:
    key, _ = activate_app(alice_client)
    code = app_code(key, 1)
    enter_second_factor(client, code)
    assert is_signed_in(client)
    for wait in (0, 30, 59):
        with patch("time.time", return_value=time.time() + wait):
            other = Client()
            assert 'role="alert"' in page_text(enter_second_factor(other, code))
            assert not is_signed_in(other)


def test_the_code_that_turned_it_on_is_used_up(alice_client: Client, client: Client) -> None:
    with patch("time.time", return_value=time.time()):
        key, _ = activate_app(alice_client)
        assert "That code has been used." in page_text(enter_second_factor(client, app_code(key)))
    assert not is_signed_in(client)


def test_a_code_that_let_in_is_none_for_changing_what_lets_in(alice_client: Client, client: Client) -> None:
    key, _ = activate_app(alice_client)
    code = app_code(key, 1)
    enter_second_factor(client, code)
    assert 'role="alert"' in page_text(client.post("/account/reauthenticate/code/", {"code": code}))
    assert client.get(ON)["Location"] == f"/account/reauthenticate/?next={ON}"


def test_guessing_has_to_wait(alice_client: Client, client: Client) -> None:
    key, _ = activate_app(alice_client)
    sign_in(client, "alice@example.org")
    for _ in range(5):
        assert "That is not the code." in page_text(client.post(STEP, {"code": "000000"}))
    assert "Too many tries" in page_text(client.post(STEP, {"code": app_code(key, 1)}))
    assert not is_signed_in(client)


def test_turning_it_on_and_off_signs_others_out(
    alice_client: Client, elsewhere: Client, alice: Account, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        activate_app(alice_client)
    assert is_signed_in(alice_client)
    assert not is_signed_in(elsewhere)
    elsewhere.force_login(alice, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert alice_client.post(OFF)["Location"] == SECURITY
    assert not is_signed_in(elsewhere)
    assert not Authenticator.objects.exists()


def test_the_step_can_be_left(alice_client: Client, client: Client) -> None:
    activate_app(alice_client)
    sign_in(client, "alice@example.org")
    assert client.get("/account/login/")["Location"] == STEP
    client.post("/account/logout/", {"next": "/account/login/"})
    assert client.get("/account/login/").status_code == 200
    assert client.get(STEP)["Location"] == "/account/login/"


def test_a_password_that_was_changed_meanwhile_lets_nobody_in(alice_client: Client, client: Client) -> None:
    key, _ = activate_app(alice_client)
    sign_in(client, "alice@example.org")
    new = {"change": "password", "current_password": PASSWORD, "new_password": NEW_PASSWORD}
    assert alice_client.post(SECURITY, new).status_code == 303
    assert client.post(STEP, {"code": app_code(key, 1)})["Location"] == "/account/login/"
    assert "That did not let you in." in page_text(client.get("/account/login/"))
    assert not is_signed_in(client)


def test_the_step_is_for_who_knew_the_password(alice_client: Client, client: Client) -> None:
    activate_app(alice_client)
    assert client.get(STEP)["Location"] == "/account/login/"


def test_an_unconfirmed_address_gets_no_second_factor(alice_client: Client, alice: Account, mail: None) -> None:
    """Else somebody could sign up with another's address and lock them out of it."""
    alice.emailaddress_set.create(email=alice.email, primary=True)
    assert alice_client.get(ON)["Location"] == SECURITY
    assert "Confirm your e-mail first" in page_text(alice_client.get(SECURITY))


# A seed that does not open is neither a way in nor forgotten.


@pytest.mark.parametrize("fault", ["another key", "changed", "never sealed"])
def test_a_seed_that_does_not_open_lets_nobody_in_and_says_so(
    alice_client: Client, client: Client, settings: Settings, fault: str, caplog: pytest.LogCaptureFixture
) -> None:
    key, _ = activate_app(alice_client)
    sign_in(client, "alice@example.org")
    if fault == "another key":
        Authenticator.objects.filter(type="totp").update(data={"secret": "AWs5LmFhYWFhYWFhYWFhYWFhYWE="})
    else:
        sealed = Authenticator.objects.get(type="totp").data["secret"]
        broken = sealed[:-8] + "AAAAAAA=" if fault == "changed" else key
        Authenticator.objects.filter(type="totp").update(data={"secret": broken})
    kept = list(Authenticator.objects.order_by("pk").values())
    answer = client.post(STEP, {"code": app_code(key, 1)})
    assert answer.status_code == 503
    assert "Your second factor cannot be read" in page_text(answer)
    assert not is_signed_in(client)
    assert sign_in(Client(), "alice@example.org")["Location"] == STEP
    assert list(Authenticator.objects.order_by("pk").values()) == kept
    assert "a second factor does not open" in caplog.text
    assert key not in caplog.text
