"""An account that is not confirmed is deleted after three days; one that has signed in once stays."""

from datetime import timedelta
from unittest.mock import patch

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from accounts.models import Account
from accounts.services.expire import delete_expired
from tests.accounts.clients import NEW_PASSWORD, is_signed_in, newest_code, sign_in, sign_up

pytestmark = [pytest.mark.usefixtures("mail", "open_to_all"), pytest.mark.postgres]


def expire_in_days(days: float) -> None:
    with patch("accounts.services.expire.timezone.now", return_value=timezone.now() + timedelta(days=days)):
        delete_expired()


def test_an_unconfirmed_account_is_deleted_after_three_days(client: Client, alice: Account) -> None:
    sign_up(client)
    expire_in_days(2.9)
    assert Account.objects.count() == 2
    expire_in_days(3.1)
    assert Account.objects.get() == alice


def test_a_confirmed_account_stays(client: Client) -> None:
    sign_up(client)
    client.post("/account/confirm-email/", {"code": newest_code("new@example.org")})
    expire_in_days(100)
    assert Account.objects.filter(email="new@example.org").exists()


def test_an_account_that_signed_in_while_there_was_no_mail_stays(client: Client, settings: Settings) -> None:
    sign_up(client)
    settings.MAIL, settings.ACCOUNT_EMAIL_VERIFICATION = False, "none"
    settings.ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = False
    browser = Client()
    sign_in(browser, "new@example.org", NEW_PASSWORD)
    assert is_signed_in(browser)
    expire_in_days(100)
    assert Account.objects.exists()
