"""Gives accounts second factors, and signs browsers in with them."""

import time

from allauth.mfa.models import Authenticator
from django.test import Client

from accounts.models import Account
from accounts.services.second_factors import passkey_opaque_id
from tests.accounts.one_time_codes import activate_second_factor
from tests.accounts.soft_passkey import SoftPasskey
from tests.site.operators import SECOND_FACTOR, sign_in_client

OPTIONS = {"publicKey": {"user": {"id": "sample"}, "rp": {"id": "testserver"}, "challenge": "sample"}}
"""A browser makes a passkey from these."""


def add_factors(account: Account, word: str) -> dict[str, str]:
    """Gives the account an app, recovery codes and a passkey; returns the passkey's opaque id by its name."""
    activate_second_factor(account)
    data = {"name": f"{word} key", "credential": SoftPasskey().create(OPTIONS)}
    passkey = Authenticator.objects.create(user=account, type=Authenticator.Type.WEBAUTHN, data=data)
    return {"passkey": passkey_opaque_id(passkey)}


def session_key_of(account: Account) -> str:
    """Returns the key of a new session of the account, which has just signed in with a password and a code."""
    session = sign_in_client(account).session
    record = {"at": time.time(), "reauthenticated": True}
    session["account_authentication_methods"] = [{"method": "password", **record}, {**SECOND_FACTOR, **record}]
    session.save()
    return str(session.session_key)


def sign_in_browser(client: Client, session_key: str | None) -> None:
    """Gives a browser the cookie of a session and no other one; without a key it is a stranger's."""
    client.cookies.clear()
    if session_key:
        client.cookies["sessionid"] = session_key
