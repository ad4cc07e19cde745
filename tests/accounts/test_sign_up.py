"""Making an account where the install takes new ones."""

from unittest.mock import patch

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.forms.sign_in import SignUpForm
from accounts.models import Account

PASSWORD = "three or four words"


@pytest.fixture(autouse=True)
def _open(settings: Settings, db: None) -> None:
    settings.SIGNUP = "open"


def sign_up(client: Client, email: str = "new@example.org", password: str = PASSWORD, **form: str):
    return client.post("/account/signup/", {"email": email, "password1": password, **form})


def test_signing_up_makes_an_ordinary_account_and_signs_in(client: Client) -> None:
    assert sign_up(client)["Location"] == "/"
    account = Account.objects.get()
    assert (account.email, account.is_operator) == ("new@example.org", False)
    assert client.get("/settings/profile/").status_code == 200


def test_a_closed_install_takes_no_new_accounts(client: Client, settings: Settings) -> None:
    settings.SIGNUP = "closed"
    assert "This install takes no new accounts" in client.get("/account/signup/").content.decode()
    sign_up(client)
    assert not Account.objects.exists()


def test_the_form_has_a_place_for_the_browsers_zone_and_the_script_that_fills_it(client: Client) -> None:
    page = client.get("/account/signup/").content.decode()
    assert '<input type="hidden" name="time_zone" data-browser-time-zone=""' in page
    assert '<script src="/static/js/time-zone.js" defer></script>' in page


@pytest.mark.parametrize("told", ["Europe/Vienna", "America/New_York"])
def test_the_browsers_zone_is_taken_and_waits_to_be_confirmed(client: Client, told: str) -> None:
    sign_up(client, time_zone=told)
    account = Account.objects.get()
    assert (account.time_zone, account.is_time_zone_confirmed) == (told, False)


@pytest.mark.parametrize("told", ["", "Middle/Earth", "../../etc/passwd", "x" * 5000])
def test_a_zone_that_nobody_knows_is_utc(client: Client, told: str) -> None:
    sign_up(client, time_zone=told)
    assert Account.objects.get().time_zone == "UTC"


def test_an_email_has_one_account_whatever_its_case(client: Client, alice: Account) -> None:
    answer = sign_up(client, "ALICE@example.org")
    assert "There is an account with this e-mail already." in answer.content.decode()
    assert Account.objects.count() == 1


def test_two_clicks_at_once_make_one_account(client: Client, alice: Account) -> None:
    with patch.object(SignUpForm, "validate_unique_email", lambda form, email: email):
        assert sign_up(client, "alice@example.org")["Location"] == "/account/login/"
    assert Account.objects.count() == 1


@pytest.mark.parametrize("password", ["short", "1234567890", "new@example.org"])
def test_a_weak_password_is_refused(client: Client, password: str) -> None:
    assert sign_up(client, password=password).status_code == 200
    assert not Account.objects.exists()


def test_too_many_sign_ups_have_to_wait(client: Client) -> None:
    answers = [sign_up(client, password="short").status_code for _ in range(21)]
    assert answers == [200] * 20 + [429]
