"""Strangers sign up where the install allows it."""

from unittest.mock import patch

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.forms.sign_in import SignUpForm
from accounts.models import Account
from tests.accounts.clients import sign_up


@pytest.fixture(autouse=True)
def _open(settings: Settings, db: None) -> None:
    settings.SIGNUP = "open"


def test_a_sign_up_creates_an_ordinary_account_and_signs_in(client: Client) -> None:
    assert sign_up(client)["Location"] == "/"
    account = Account.objects.get()
    assert (account.email, account.is_operator) == ("new@example.org", False)
    assert client.get("/settings/profile/").status_code == 200


def test_a_closed_install_allows_no_sign_up(client: Client, settings: Settings) -> None:
    settings.SIGNUP = "closed"
    assert "Sign-ups are closed" in client.get("/account/signup/").content.decode()
    sign_up(client)
    assert not Account.objects.exists()


def test_the_form_has_a_field_for_the_browsers_time_zone_and_the_script_that_fills_it(client: Client) -> None:
    page = client.get("/account/signup/").content.decode()
    assert '<input type="hidden" name="time_zone" data-browser-time-zone=""' in page
    assert '<script src="/static/js/time-zone.js" defer></script>' in page


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "%0a", "\x0b"])
def test_an_address_adds_no_header_to_a_mail(client: Client, line_end: str) -> None:
    email = f"new@example.org{line_end}Bcc: other@example.org"
    assert client.post("/account/signup/", {"email": email, "password1": "correct horse battery"}).status_code == 200
    assert not Account.objects.exists()


@pytest.mark.parametrize("time_zone", ["Europe/Vienna", "America/New_York"])
def test_the_browsers_time_zone_is_saved_unconfirmed(client: Client, time_zone: str) -> None:
    sign_up(client, time_zone=time_zone)
    account = Account.objects.get()
    assert (account.time_zone, account.is_time_zone_confirmed) == (time_zone, False)


@pytest.mark.parametrize("time_zone", ["", "Middle/Earth", "../../etc/passwd", "x" * 5000])
def test_an_unknown_time_zone_becomes_utc(client: Client, time_zone: str) -> None:
    sign_up(client, time_zone=time_zone)
    assert Account.objects.get().time_zone == "UTC"


def test_an_email_has_one_account_whatever_its_case(client: Client, alice: Account) -> None:
    response = sign_up(client, "ALICE@example.org")
    assert "An account with this email already exists." in response.content.decode()
    assert Account.objects.count() == 1


def test_two_clicks_at_once_create_one_account(client: Client, alice: Account) -> None:
    with patch.object(SignUpForm, "validate_unique_email", lambda form, email: email):
        assert sign_up(client, "alice@example.org")["Location"] == "/account/login/"
    assert Account.objects.count() == 1


@pytest.mark.parametrize("password", ["short", "1234567890", "new@example.org"])
def test_a_weak_password_is_refused(client: Client, password: str) -> None:
    assert sign_up(client, password=password).status_code == 200
    assert not Account.objects.exists()


def test_sign_ups_are_limited(client: Client) -> None:
    responses = [sign_up(client, password="short").status_code for _ in range(21)]
    assert responses == [200] * 20 + [429]
