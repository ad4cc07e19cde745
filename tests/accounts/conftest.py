"""Provides an install that sends mail, one that allows sign-up, and browsers and passkeys of Alice."""

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.models import Account
from tests.accounts.clients import reauthenticate
from tests.accounts.soft_passkey import SoftPasskey, add_passkey


@pytest.fixture
def mail(settings: Settings) -> None:
    """Sets what EMAIL_URL sets: addresses are confirmed by code. The mails are in `django.core.mail.outbox`."""
    settings.MAIL = True
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    settings.ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
    settings.MFA_ALLOW_UNVERIFIED_EMAIL = False
    settings.ACCOUNT_RATE_LIMITS = {"confirm_email": None}


@pytest.fixture
def open_to_all(settings: Settings, db: None) -> None:
    """Allows everybody to sign up."""
    settings.SIGNUP = "open"


@pytest.fixture
def other_browser(alice: Account) -> Client:
    """Returns another browser that is signed in as Alice."""
    client = Client()
    client.force_login(alice, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def passkey(alice_client: Client) -> SoftPasskey:
    """Returns a passkey that Alice has added."""
    reauthenticate(alice_client)
    passkey = SoftPasskey()
    assert add_passkey(alice_client, passkey)["Location"] == "/account/2fa/recovery-codes/"
    return passkey
