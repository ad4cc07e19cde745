"""Creates strangers who are halfway through signing in, signing up or resetting a password."""

from collections.abc import Callable

from django.test import Client

from tests.accounts.clients import SECOND_FACTOR, newest_code, sign_in, sign_up

SECOND_STEP, SIGN_UP, RESET_CODE, NEW_PASSWORD_PAGE = "second step", "signing up", "reset code", "new password"

STEPS = {
    "mfa_authenticate": SECOND_STEP,
    "account_email_verification_sent": SIGN_UP,
    "account_confirm_password_reset_code": RESET_CODE,
    "account_complete_password_reset": NEW_PASSWORD_PAGE,
}
"""Maps each address that only such a stranger reaches to the stranger's name."""


def session_keys(email: str) -> dict[str, str]:
    """Returns the key of each stranger's session; all but the one who signs up want to sign in with this email."""
    steps: dict[str, Callable[[Client, str], None]] = {
        SECOND_STEP: _give_password,
        SIGN_UP: _sign_up,
        RESET_CODE: _request_code,
        NEW_PASSWORD_PAGE: _enter_code,
    }
    keys = {}
    for name, take_step in steps.items():
        client = Client()
        take_step(client, email)
        keys[name] = str(client.session.session_key)
    return keys


def _give_password(client: Client, email: str) -> None:
    assert sign_in(client, email)["Location"] == SECOND_FACTOR


def _sign_up(client: Client, email: str) -> None:
    assert sign_up(client)["Location"] == "/account/confirm-email/"


def _request_code(client: Client, email: str) -> None:
    assert client.post("/account/password/", {"email": email})["Location"] == "/account/password/code/"


def _enter_code(client: Client, email: str) -> None:
    _request_code(client, email)
    response = client.post("/account/password/code/", {"code": newest_code(email)})
    assert response["Location"] == "/account/password/new/"
