"""Whoever did not change who can get in learns of it by mail."""

from smtplib import SMTPServerDisconnected
from unittest.mock import patch

import pytest
from allauth.account.models import EmailAddress
from django.core import mail as mails
from django.test import Client

from accounts.jobs.models import Job
from accounts.mail import MailNotSent
from accounts.models import Account
from tests.accounts.clients import activate_app, newest_code
from tests.accounts.soft_passkey import SoftPasskey
from tests.factories import PASSWORD
from tests.run_jobs import run_jobs

pytestmark = pytest.mark.postgres

SECURITY = "/settings/security/"
NEW_PASSWORD = {"change": "password", "current_password": PASSWORD, "new_password": "three or four words"}
NEW_EMAIL = {"change": "email", "current_password": PASSWORD, "email": "alice@example.net"}


def told() -> list[tuple[list[str], str]]:
    """To whom each mail went that has come by now, and its first line."""
    run_jobs()
    return [(one.to, str(one.body).splitlines()[0]) for one in mails.outbox]


@pytest.mark.usefixtures("mail")
def test_a_changed_password_is_told_and_how_to_get_it_back(alice_client: Client) -> None:
    alice_client.post(SECURITY, NEW_PASSWORD)
    assert told() == [(["alice@example.org"], "Your password was changed. Every other browser was signed out.")]
    assert "http://localhost:8000/account/password/" in mails.outbox[0].body


@pytest.mark.usefixtures("mail")
@pytest.mark.django_db(transaction=True)
def test_second_factors_that_come_and_go_are_told(alice_client: Client) -> None:
    activate_app(alice_client)
    assert [line.split(".")[0] for _, line in told()] == ["Codes from an app were turned on"]
    mails.outbox.clear()
    alice_client.post("/account/2fa/recovery-codes/new/")
    assert [line.split(".")[0] for _, line in told()] == ["New recovery codes were made"]
    mails.outbox.clear()
    alice_client.post("/account/2fa/app/off/")
    assert told() == [(["alice@example.org"], "Codes from an app were turned off.")]


@pytest.mark.usefixtures("mail")
def test_a_passkey_is_told(passkey: SoftPasskey) -> None:
    assert (["alice@example.org"], "A passkey was added. It lets in without the password.") in told()


def change_email(client: Client) -> int:
    client.post(SECURITY, NEW_EMAIL)
    code = newest_code("alice@example.net")
    mails.outbox.clear()
    return int(client.post("/account/confirm-email/", {"code": code}).status_code)


@pytest.mark.usefixtures("mail")
@pytest.mark.parametrize("was_confirmed", [True, False])
def test_a_new_email_is_told_to_the_old_one_alone(alice_client: Client, alice: Account, was_confirmed: bool) -> None:
    if was_confirmed:
        EmailAddress.objects.create(user=alice, email=alice.email, primary=True, verified=True)
    assert change_email(alice_client) == 303
    told_now = "Your account has another e-mail now. This address lets nobody in any more."
    assert told() == [(["alice@example.org"], told_now)]
    assert "they can lock the account" in mails.outbox[0].body


@pytest.mark.usefixtures("mail")
def test_an_old_address_that_takes_no_mail_holds_nothing_up(alice_client: Client, alice: Account) -> None:
    with patch("accounts.services.notice.send_mail", side_effect=MailNotSent):
        assert change_email(alice_client) == 303
    alice.refresh_from_db()
    assert alice.email == "alice@example.net"


@pytest.mark.usefixtures("mail")
def test_a_mail_server_that_is_away_holds_nothing_up_and_is_asked_again(alice_client: Client, alice: Account) -> None:
    away = patch("django.core.mail.backends.locmem.EmailBackend.send_messages", side_effect=SMTPServerDisconnected)
    with away:
        assert alice_client.post(SECURITY, NEW_PASSWORD).status_code == 303
        assert told() == []
    waiting = Job.across_accounts.get()
    assert (waiting.kind, waiting.state, waiting.owner) == ("accounts.notice", "queued", alice)


def test_without_a_mail_server_nothing_is_asked_for(alice_client: Client) -> None:
    activate_app(alice_client)
    alice_client.post(SECURITY, NEW_PASSWORD)
    assert not Job.across_accounts.exists()
