"""Codes from an authenticator app are activated, required, accepted once, and deactivated."""

import time
from typing import Any
from unittest.mock import patch

import pytest
from allauth.account.models import EmailAddress
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


def test_activating_an_app_shows_its_key_as_picture_and_text(alice_client: Client) -> None:
    reauthenticate(alice_client)
    response = alice_client.get(ON)
    key = response.context["form"].secret
    page = page_text(response)
    assert " ".join(key[start : start + 4] for start in range(0, len(key), 4)) in page
    assert 'src="data:image/svg+xml;base64,' in page
    assert f"otpauth://totp/alice%40example.org?secret={key}&issuer=tracekit" == response.context["totp_url"]
    assert "off" in page_text(alice_client.get(SECURITY)).lower()


def test_an_account_with_an_app_needs_a_code_to_sign_in(alice_client: Client, client: Client) -> None:
    key, _ = activate_app(alice_client)
    assert "On since" in page_text(alice_client.get(SECURITY))
    assert sign_in(client, "alice@example.org")["Location"] == STEP
    assert not is_signed_in(client)
    assert client.post(STEP, {"code": app_code(key, 1)})["Location"] == "/"
    assert is_signed_in(client)


def test_a_wrong_first_code_activates_no_app(alice_client: Client, alice: Account) -> None:
    reauthenticate(alice_client)
    alice_client.get(ON)
    assert "Wrong code." in page_text(alice_client.post(ON, {"code": "000000"}))
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize("code", ["", "abc", "123", "١٢٣٤٥٦", "1" * 41, "💥"])
def test_a_text_that_is_no_code_is_refused(alice_client: Client, client: Client, code: str) -> None:
    activate_app(alice_client)
    assert 'role="alert"' in page_text(enter_second_factor(client, code))
    assert not is_signed_in(client)


@pytest.mark.parametrize("steps", [-1, 0, 1])
def test_a_code_is_accepted_half_a_minute_early_and_late(alice_client: Client, client: Client, steps: int) -> None:
    key, _ = activate_app(alice_client)
    later = time.time() + 300
    with patch("time.time", return_value=later):
        enter_second_factor(client, app_code(key, steps))
        assert is_signed_in(client)


def test_a_code_is_accepted_once(alice_client: Client, client: Client) -> None:
    key, _ = activate_app(alice_client)
    code = app_code(key, 1)
    enter_second_factor(client, code)
    assert is_signed_in(client)
    for wait in (0, 30, 59):
        with patch("time.time", return_value=time.time() + wait):
            browser = Client()
            assert 'role="alert"' in page_text(enter_second_factor(browser, code))
            assert not is_signed_in(browser)


def test_the_code_that_activated_an_app_is_not_accepted_again(alice_client: Client, client: Client) -> None:
    with patch("time.time", return_value=time.time()):
        key, _ = activate_app(alice_client)
        assert "That code was already used." in page_text(enter_second_factor(client, app_code(key)))
    assert not is_signed_in(client)


def test_a_code_used_to_sign_in_does_not_reauthenticate(alice_client: Client, client: Client) -> None:
    key, _ = activate_app(alice_client)
    code = app_code(key, 1)
    enter_second_factor(client, code)
    assert 'role="alert"' in page_text(client.post("/account/reauthenticate/code/", {"code": code}))
    assert client.get(ON)["Location"] == f"/account/reauthenticate/?next={ON}"


def test_guesses_are_limited(alice_client: Client, client: Client) -> None:
    key, _ = activate_app(alice_client)
    sign_in(client, "alice@example.org")
    for _ in range(5):
        assert "Wrong code." in page_text(client.post(STEP, {"code": "000000"}))
    assert "Too many attempts" in page_text(client.post(STEP, {"code": app_code(key, 1)}))
    assert not is_signed_in(client)


def test_activating_and_deactivating_an_app_signs_out_other_browsers(
    alice_client: Client, other_browser: Client, alice: Account, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        activate_app(alice_client)
    assert is_signed_in(alice_client)
    assert not is_signed_in(other_browser)
    other_browser.force_login(alice, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert alice_client.post(OFF)["Location"] == SECURITY
    assert not is_signed_in(other_browser)
    assert not Authenticator.objects.exists()


def test_a_second_step_can_be_canceled(alice_client: Client, client: Client) -> None:
    activate_app(alice_client)
    sign_in(client, "alice@example.org")
    assert client.get("/account/login/")["Location"] == STEP
    client.post("/account/logout/", {"next": "/account/login/"})
    assert client.get("/account/login/").status_code == 200
    assert client.get(STEP)["Location"] == "/account/login/"


def test_a_password_changed_during_a_sign_in_ends_the_sign_in(alice_client: Client, client: Client) -> None:
    key, _ = activate_app(alice_client)
    sign_in(client, "alice@example.org")
    new = {"change": "password", "current_password": PASSWORD, "new_password": NEW_PASSWORD}
    assert alice_client.post(SECURITY, new).status_code == 303
    assert client.post(STEP, {"code": app_code(key, 1)})["Location"] == "/account/login/"
    assert "You couldn’t be signed in." in page_text(client.get("/account/login/"))
    assert not is_signed_in(client)


def test_the_second_step_needs_the_password_first(alice_client: Client, client: Client) -> None:
    activate_app(alice_client)
    assert client.get(STEP)["Location"] == "/account/login/"


def test_an_unconfirmed_address_gets_no_second_factor(alice_client: Client, alice: Account, mail: None) -> None:
    """Otherwise a stranger could sign up with an athlete's address and lock them out of it."""
    EmailAddress.objects.create(user=alice, email=alice.email, primary=True)
    assert alice_client.get(ON)["Location"] == SECURITY
    assert "Confirm your email first" in page_text(alice_client.get(SECURITY))


# A seed that cannot be decrypted signs nobody in, and is not deleted.


@pytest.mark.parametrize("fault", ["another key", "changed", "never encrypted"])
def test_a_seed_that_cannot_be_decrypted_signs_nobody_in_and_says_so(
    alice_client: Client, client: Client, settings: Settings, fault: str, caplog: pytest.LogCaptureFixture
) -> None:
    key, _ = activate_app(alice_client)
    sign_in(client, "alice@example.org")
    if fault == "another key":
        Authenticator.objects.filter(type="totp").update(data={"secret": "AWs5LmFhYWFhYWFhYWFhYWFhYWE="})
    else:
        encrypted = Authenticator.objects.get(type="totp").data["secret"]
        broken = encrypted[:-8] + "AAAAAAA=" if fault == "changed" else key
        Authenticator.objects.filter(type="totp").update(data={"secret": broken})
    rows = list(Authenticator.objects.order_by("pk").values())
    response = client.post(STEP, {"code": app_code(key, 1)})
    assert response.status_code == 503
    assert "Your second factor can’t be read" in page_text(response)
    assert not is_signed_in(client)
    assert sign_in(Client(), "alice@example.org")["Location"] == STEP
    assert list(Authenticator.objects.order_by("pk").values()) == rows
    assert "a second factor does not open" in caplog.text
    assert key not in caplog.text
