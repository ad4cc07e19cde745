"""Passwords are stored as in production."""

import re
import time
from contextlib import suppress

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.models import Account
from accounts.password_lists import CommonWordValidator
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


GUESSABLE = (
    "1234567890123",
    "password123456",
    "PASSWORD!!!!!!",
    "P@ssw0rd2026!",
    "123liverpool1990",
    "iloveyou2026",
    "qwertyuiop[]",
    "passwordpassword",
    "aaaaaaaaaaaa",
    "basketball2026!",
    "1q2w3e4r5t6y",
    "tracekit2026!",
    "Str4v4Str4v4",
    "ridewithgps1",
    "alice@example.org",
)
GOOD = ("three or four words", "correct horse battery", "kj3h4kjh5kqz", "fünf rote Räder", "päss wörd ünd so")


@pytest.mark.parametrize("password", GUESSABLE)
def test_a_common_password_is_refused_at_sign_up(settings: Settings, client: Client, db: None, password: str) -> None:
    settings.SIGNUP = "open"
    response = client.post("/account/signup/", {"email": "alice@example.org", "password1": password})
    assert response.status_code == 200
    assert not Account.objects.exists()


@pytest.mark.parametrize("password", GOOD)
def test_other_passwords_are_accepted(password: str) -> None:
    validate_password(password)


@pytest.mark.parametrize("address", ["/account/login/", "/account/signup/", "/settings/security/"])
def test_a_password_is_masked_and_a_password_manager_may_fill_it_in(
    settings: Settings, client: Client, alice: Account, address: str
) -> None:
    settings.SIGNUP = "open"
    if address.startswith("/settings/"):
        client.force_login(alice, backend="allauth.account.auth_backends.AuthenticationBackend")
    fields = re.findall(r"<input[^>]*name=\"[^\"]*password[^>]*>", client.get(address).content.decode())
    assert fields
    for field in fields:
        assert 'type="password"' in field
        assert re.search(r'autocomplete="(current|new)-password"', field)
        assert "onpaste" not in field


@pytest.mark.parametrize("unit", ["@4301!5$7", "a", "password", "1", "Ünïcödé", "@4(8{[<3691!|70$5+%2"])
def test_a_long_password_is_judged_in_a_time_that_grows_with_its_length(unit: str) -> None:
    validator = CommonWordValidator()
    durations = []
    for size in (1_000, 4_000):
        started = time.process_time()
        with suppress(ValidationError):
            validator.validate((unit * size)[:size])
        durations.append(time.process_time() - started)
    assert max(durations) < 0.5
