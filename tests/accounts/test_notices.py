"""An owner learns by mail of every change to how the account is signed in to."""

from unittest.mock import patch

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from accounts.jobs.services.enqueue import enqueue
from accounts.models import Account, OutboxEntry
from accounts.scope import owner_scope
from tests.accounts.clients import activate_app, newest_code, sent_mails
from tests.accounts.soft_passkey import SoftPasskey
from tests.factories import PASSWORD
from tests.run_jobs import retry_outbox, run_jobs

pytestmark = pytest.mark.postgres

SECURITY = "/settings/security/"
NEW_PASSWORD = {"change": "password", "current_password": PASSWORD, "new_password": "three or four words"}
NEW_EMAIL = {"change": "email", "current_password": PASSWORD, "email": "alice@example.net"}


def sent_notices() -> list[tuple[list[str], str]]:
    """Returns the recipients and the first line of each mail."""
    return [(mail.to, str(mail.body).splitlines()[0]) for mail in sent_mails()]


@pytest.mark.usefixtures("mail")
def test_a_changed_password_sends_a_notice_with_the_reset_page(alice_client: Client) -> None:
    alice_client.post(SECURITY, NEW_PASSWORD)
    assert sent_notices() == [(["alice@example.org"], "Your password was changed. Every other browser was signed out.")]
    assert "http://localhost:8000/account/password/" in sent_mails()[0].body


@pytest.mark.usefixtures("mail")
@pytest.mark.django_db(transaction=True)
def test_changed_second_factors_send_notices(alice_client: Client) -> None:
    activate_app(alice_client)
    assert [line.split(".")[0] for _, line in sent_notices()] == ["An authenticator app was turned on"]
    sent_mails().clear()
    alice_client.post("/account/2fa/recovery-codes/new/")
    assert [line.split(".")[0] for _, line in sent_notices()] == ["New recovery codes were created"]
    sent_mails().clear()
    alice_client.post("/account/2fa/app/off/")
    assert sent_notices() == [(["alice@example.org"], "The authenticator app was turned off.")]


@pytest.mark.usefixtures("mail")
def test_a_new_passkey_sends_a_notice(passkey: SoftPasskey) -> None:
    assert (["alice@example.org"], "A passkey was added. It can sign in without the password.") in sent_notices()


def change_email(client: Client) -> int:
    client.post(SECURITY, NEW_EMAIL)
    code = newest_code("alice@example.net")
    sent_mails().clear()
    return int(client.post("/account/confirm-email/", {"code": code}).status_code)


@pytest.mark.usefixtures("mail")
@pytest.mark.parametrize("was_confirmed", [True, False])
def test_a_new_email_sends_a_notice_to_the_old_one_alone(
    alice_client: Client, alice: Account, was_confirmed: bool
) -> None:
    if was_confirmed:
        EmailAddress.objects.create(user=alice, email=alice.email, primary=True, verified=True)
    assert change_email(alice_client) == 303
    text = "Your account now has a different email. This address can no longer sign in."
    assert sent_notices() == [(["alice@example.org"], text)]
    assert "They can suspend the account" in sent_mails()[0].body


@pytest.mark.usefixtures("mail")
def test_a_notice_that_fails_stops_no_change_and_is_sent_later(alice_client: Client) -> None:
    failure = patch("django.core.mail.backends.locmem.EmailBackend.send_messages", side_effect=ConnectionRefusedError)
    with failure:
        assert alice_client.post(SECURITY, NEW_PASSWORD).status_code == 303
        assert sent_notices() == []
    retry_outbox()
    assert len(sent_notices()) == 1


@pytest.mark.usefixtures("mail")
def test_a_notice_that_an_earlier_release_has_queued_is_sent(alice: Account) -> None:
    with owner_scope(alice):
        enqueue("accounts.notice", dedup_key="webauthn_added")
    run_jobs()
    assert sent_notices() == [(["alice@example.org"], "A passkey was added. It can sign in without the password.")]


def test_an_install_without_mail_sends_no_notice(alice_client: Client) -> None:
    activate_app(alice_client)
    alice_client.post(SECURITY, NEW_PASSWORD)
    assert not OutboxEntry.objects.exists()
