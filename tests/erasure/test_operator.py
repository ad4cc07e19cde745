"""Operators start an erasure for a person who wrote in, and see how far erasures are, without personal data."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from accounts.models import Account, Erasure
from accounts.scope import owner_scope
from accounts.services.request_erasure import start_erasure
from accounts.services.run_erasures import run_due_erasures, run_erasure
from providers.sandbox.server import Sandbox
from tests.accounts.clients import page_text, sent_mails
from tests.accounts.conftest import mail  # noqa: F401 - a fixture
from tests.erasure.requests import mailed_link, run_erasures
from tests.ports import free_port
from tests.providers.factories import connected
from tests.site.operators import create_operator, sign_in_client
from tracekit_site.services.doctor import run_checks
from tracekit_site.services.install import InstallFault
from tracekit_site.services.install_checks import check_erasures

pytestmark = pytest.mark.postgres

ACCOUNTS, ERASURES = "/operator/accounts/account/", "/operator/accounts/erasure/"


@pytest.fixture
def operator_client(db: None) -> Client:
    return sign_in_client(create_operator())


def act(client: Client, address: str, action: str, pk: object, **fields: str) -> str:
    return page_text(client.post(address, {"action": action, "_selected_action": str(pk), **fields}, follow=True))


@pytest.fixture
def stuck(alice: Account, sandbox: Sandbox, settings: Settings) -> Erasure:
    """Returns an erasure whose platform does not answer, and which is due in three hours."""
    with owner_scope(alice):
        connected(sandbox, "small")
    settings.SANDBOX_API_URL = f"http://127.0.0.1:{free_port()}"
    erasure = start_erasure(alice.pk)
    run_erasure(erasure.pk)
    Erasure.objects.update(confirmed_at=timezone.now() - timedelta(hours=21))
    erasure.refresh_from_db()
    return erasure


@pytest.mark.usefixtures("mail")
def test_an_operators_request_is_confirmed_by_the_account_itself(operator_client: Client, alice: Account) -> None:
    EmailAddress.objects.create(user=alice, email=alice.email, verified=True, primary=True)
    assert "Mail a link to erase it" in page_text(operator_client.get(f"{ACCOUNTS}{alice.pk}/change/"))
    assert "A link to confirm the erasure was mailed." in act(operator_client, ACCOUNTS, "mail_erasure", alice.pk)
    run_erasures()
    alice.refresh_from_db()
    assert alice.closed_at is None
    assert sent_mails()[-1].to == [alice.email]
    Client().post(mailed_link())
    run_erasures()
    assert not Account.objects.filter(pk=alice.pk).exists()


@pytest.mark.usefixtures("mail")
def test_no_link_goes_to_an_address_that_was_never_confirmed(operator_client: Client, alice: Account) -> None:
    EmailAddress.objects.create(user=alice, email=alice.email, verified=False, primary=True)
    assert "Mail a link to erase it" not in page_text(operator_client.get(f"{ACCOUNTS}{alice.pk}/change/"))
    assert "Nothing was changed." in act(operator_client, ACCOUNTS, "mail_erasure", alice.pk)
    assert sent_mails() == []


def test_the_admin_shows_a_late_erasure_and_nothing_of_whom(
    operator_client: Client, stuck: Erasure, alice: Account
) -> None:
    index = page_text(operator_client.get("/operator/"))
    assert "1 erasure not complete after 20 hours." in index
    for address in (ERASURES, f"{ERASURES}{stuck.pk}/change/"):
        page = page_text(operator_client.get(address))
        for text in ("late", "2 hours, 59 minutes", "revocation: connected services have not answered yet"):
            assert text in page.replace("\xa0", " ")
        for text in (alice.email, str(alice.pk), alice.pk.hex):
            assert text not in page


def test_the_admin_retries_and_forces(operator_client: Client, stuck: Erasure) -> None:
    Erasure.objects.update(due_at=timezone.now() + timedelta(minutes=4))
    run_due_erasures()
    assert "1 erasure: Tried again at once." in act(operator_client, ERASURES, "run_now", stuck.pk)
    failures = stuck.failures
    run_due_erasures()
    stuck.refresh_from_db()
    assert (stuck.failures, stuck.ended_at) == (failures + 1, None)
    assert "Stop waiting for platforms?" in act(operator_client, ERASURES, "force", stuck.pk)
    run_due_erasures()
    stuck.refresh_from_db()
    assert (stuck.is_forced, stuck.ended_at) == (False, None)
    page = act(operator_client, ERASURES, "force", stuck.pk, is_confirmed="1")
    assert "1 erasure: No longer waits for platforms." in page
    run_due_erasures()
    stuck.refresh_from_db()
    assert stuck.ended_at
    assert stuck.counts["grants.unanswered"] == 1
    assert "Stop waiting" not in page_text(operator_client.get(f"{ERASURES}{stuck.pk}/change/"))


def test_the_doctor_names_a_late_erasure(stuck: Erasure, settings: Settings) -> None:
    with pytest.raises(InstallFault, match="not complete after 20 hours: 1"):
        check_erasures()
    assert any("not complete after 20 hours" in result.line for result in run_checks(include_others=True))
    run_erasures()
    Erasure.objects.update(is_forced=True)
    run_erasures()
    assert check_erasures() == "none is late; 1 in the ledger"
