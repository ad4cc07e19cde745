"""Passwords are stored as in production."""

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.models import Account
from tracekit_site import settings as production


@pytest.fixture(autouse=True)
def _production_hashers(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = production.PASSWORD_HASHERS


def test_a_password_is_stored_as_bcrypt_over_sha256(db: None) -> None:
    assert Account.objects.create_user("alice@example.org", "correct horse").password.startswith("bcrypt_sha256$$2b$")


def test_every_character_of_a_long_password_counts(client: Client, db: None) -> None:
    long = "correct horse " * 14 + "end."
    assert len(long) == 200
    Account.objects.create_user("alice@example.org", long)
    client.post("/account/login/", {"login": "alice@example.org", "password": long[:-1]})
    assert client.get("/settings/profile/").status_code == 302
    client.post("/account/login/", {"login": "alice@example.org", "password": long})
    assert client.get("/settings/profile/").status_code == 200
