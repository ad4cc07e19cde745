"""An owner learns by mail of every change to how the account is signed in to."""

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


def sent_mails() -> list[tuple[list[str], str]]:
    """Runs the jobs, and returns the recipients and the first line of each mail."""
    run_jobs()
    return [(mail.to, str(mail.body).splitlines()[0]) for mail in mails.outbox]


@pytest.mark.usefixtures("mail")
def test_a_changed_password_sends_a_notice_with_the_reset_page(alice_client: Client) -> None:
    alice_client.post(SECURITY, NEW_PASSWORD)
    assert sent_mails() == [(["alice@example.org"], "Your password was changed. Every other browser was signed out.")]
    assert "http://localhost:8000/account/password/" in mails.outbox[0].body


@pytest.mark.usefixtures("mail")
@pytest.mark.django_db(transaction=True)
def test_changed_second_factors_send_notices(alice_client: Client) -> None:
    activate_app(alice_client)
    assert [line.split(".")[0] for _, line in sent_mails()] == ["Codes from an app were turned on"]
    mails.outbox.clear()
    alice_client.post("/account/2fa/recovery-codes/new/")
    assert [line.split(".")[0] for _, line in sent_mails()] == ["New recovery codes were made"]
    mails.outbox.clear()
    alice_client.post("/account/2fa/app/off/")
    assert sent_mails() == [(["alice@example.org"], "Codes from an app were turned off.")]


@pytest.mark.usefixtures("mail")
def test_a_new_passkey_sends_a_notice(passkey: SoftPasskey) -> None:
    assert (["alice@example.org"], "A passkey was added. It lets in without the password.") in sent_mails()


def change_email(client: Client) -> int:
    client.post(SECURITY, NEW_EMAIL)
    code = newest_code("alice@example.net")
    mails.outbox.clear()
    return int(client.post("/account/confirm-email/", {"code": code}).status_code)


@pytest.mark.usefixtures("mail")
@pytest.mark.parametrize("was_confirmed", [True, False])
def test_a_new_email_sends_a_notice_to_the_old_one_alone(
    alice_client: Client, alice: Account, was_confirmed: bool
) -> None:
    if was_confirmed:
        EmailAddress.objects.create(user=alice, email=alice.email, primary=True, verified=True)
    assert change_email(alice_client) == 303
    text = "Your account has another email now. This address lets nobody in any more."
    assert sent_mails() == [(["alice@example.org"], text)]
    assert "they can lock the account" in mails.outbox[0].body


@pytest.mark.usefixtures("mail")
def test_an_old_email_that_gets_no_mail_does_not_stop_the_change(alice_client: Client, alice: Account) -> None:
    with patch("accounts.services.notice.send_mail", side_effect=MailNotSent):
        assert change_email(alice_client) == 303
    alice.refresh_from_db()
    assert alice.email == "alice@example.net"


@pytest.mark.usefixtures("mail")
def test_a_notice_that_fails_stops_no_change_and_is_retried(alice_client: Client, alice: Account) -> None:
    failure = patch("django.core.mail.backends.locmem.EmailBackend.send_messages", side_effect=SMTPServerDisconnected)
    with failure:
        assert alice_client.post(SECURITY, NEW_PASSWORD).status_code == 303
        assert sent_mails() == []
    job = Job.across_accounts.get()
    assert (job.kind, job.state, job.owner) == ("accounts.notice", "queued", alice)


def test_an_install_without_mail_enqueues_no_notice(alice_client: Client) -> None:
    activate_app(alice_client)
    alice_client.post(SECURITY, NEW_PASSWORD)
    assert not Job.across_accounts.exists()
