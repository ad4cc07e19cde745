"""Where mail is sent, a new email counts once the code that went there is entered."""

from typing import Any
from unittest.mock import patch

import pytest
from allauth.account.models import EmailAddress
from django.db import IntegrityError
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.models import Account
from accounts.services.links import create_link
from tests.accounts.clients import is_signed_in, newest_code, page_text, sent_mails, sign_in
from tests.factories import PASSWORD

pytestmark = [pytest.mark.usefixtures("mail"), pytest.mark.postgres]

CONFIRM, SECURITY = "/account/confirm-email/", "/settings/security/"


def request_change(client: Client, email: str = "Alice@Example.net", password: str = PASSWORD) -> Any:
    return client.post(SECURITY, {"change": "email", "email": email, "current_password": password})


def confirm(client: Client, email: str = "alice@example.net") -> Any:
    return client.post(CONFIRM, {"code": newest_code(email)})


def test_an_email_does_not_change_before_the_code_is_entered(
    alice_client: Client, other_browser: Client, alice: Account
) -> None:
    assert request_change(alice_client)["Location"] == CONFIRM
    assert "alice@example.net" in page_text(alice_client.get(CONFIRM))
    alice.refresh_from_db()
    assert alice.email == "alice@example.org"
    assert is_signed_in(other_browser)


def test_the_code_changes_the_email_and_signs_out_other_browsers(
    alice_client: Client, other_browser: Client, alice: Account
) -> None:
    create_link("alice@example.org")
    request_change(alice_client)
    assert confirm(alice_client)["Location"] == SECURITY
    page = page_text(alice_client.get(SECURITY))
    assert "Currently alice@example.net." in page
    assert "Changed. Other browsers are signed out." in page
    assert not is_signed_in(other_browser)
    assert not alice.one_time_links.exists()


def test_only_the_new_email_signs_in(alice_client: Client, alice: Account) -> None:
    request_change(alice_client)
    confirm(alice_client)
    browser = Client()
    sign_in(browser, "alice@example.org")
    assert not is_signed_in(browser)
    sign_in(browser, "alice@example.net")
    assert is_signed_in(browser)
    assert list(EmailAddress.objects.values_list("email", "verified")) == [("alice@example.net", True)]


def test_a_wrong_password_sends_nothing(alice_client: Client) -> None:
    assert "That isn’t your current password." in page_text(request_change(alice_client, password="a guess of mine"))
    assert sent_mails() == []


def test_the_same_email_is_refused(alice_client: Client) -> None:
    assert "That is already your email." in page_text(request_change(alice_client, "ALICE@example.org"))
    assert sent_mails() == []


def test_three_wrong_codes_change_nothing(alice_client: Client, alice: Account) -> None:
    request_change(alice_client)
    code = newest_code("alice@example.net")
    for _ in range(3):
        alice_client.post(CONFIRM, {"code": "BBBB-BBBB"})
    alice_client.post(CONFIRM, {"code": code})
    alice.refresh_from_db()
    assert alice.email == "alice@example.org"
    assert is_signed_in(alice_client)


def test_only_the_code_tells_that_an_address_is_in_use(alice_client: Client, alice: Account, mallory: Account) -> None:
    assert request_change(alice_client, "mallory@example.org")["Location"] == CONFIRM
    assert "An account with this email already exists." in page_text(confirm(alice_client, "mallory@example.org"))
    alice.refresh_from_db()
    assert alice.email == "alice@example.org"


def test_an_address_that_another_account_got_meanwhile_changes_nothing(alice_client: Client, alice: Account) -> None:
    request_change(alice_client)
    with patch("allauth.account.models.EmailAddress.set_as_primary", side_effect=IntegrityError):
        assert confirm(alice_client)["Location"] == SECURITY
    assert "An account with this email already exists." in page_text(alice_client.get(SECURITY))
    alice.refresh_from_db()
    assert alice.email == "alice@example.org"


def test_an_old_email_does_not_sign_in_after_a_change_without_mail(alice_client: Client, settings: Settings) -> None:
    request_change(alice_client)
    confirm(alice_client)
    settings.MAIL, settings.ACCOUNT_EMAIL_VERIFICATION = False, "none"
    settings.ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = False
    request_change(alice_client, "third@example.org")
    browser = Client()
    sign_in(browser, "alice@example.net")
    assert not is_signed_in(browser)
    sign_in(browser, "third@example.org")
    assert is_signed_in(browser)
