"""An operator sees the sign-ups that wait, and approves or declines them; declining is asked first."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.utils import timezone

from accounts.models import Account
from tests.factories import AccountFactory
from tests.markup import get_page
from tests.site.test_operator_admin_tables import ACCOUNTS, run_action

pytestmark = pytest.mark.postgres


@pytest.fixture
def waiting(alice: Account) -> Account:
    """Returns an account that waits for the operator; Alice's does not, nor does one that is not confirmed."""
    deadline = timezone.now() + timedelta(days=30)
    AccountFactory.create(email="unconfirmed@example.org", approve_by=deadline, confirm_by=deadline)
    return AccountFactory.create(email="waiting@example.org", approve_by=deadline)


def test_the_first_page_counts_what_waits_and_leads_to_it(operator_client: Client, waiting: Account) -> None:
    assert "1 sign-up waits for your approval." in get_page(operator_client, "/operator/").replace("\n        ", " ")
    page = get_page(operator_client, ACCOUNTS, sign_up="waiting")
    assert "waits for approval</span>" in page
    assert waiting.email in page
    for email in ("alice@example.org", "unconfirmed@example.org"):
        assert email not in page


def test_an_approved_sign_up_no_longer_waits(operator_client: Client, waiting: Account, alice: Account) -> None:
    assert "1 account: Approved." in run_action(operator_client, ACCOUNTS, "approve", waiting, alice)
    waiting.refresh_from_db()
    assert waiting.approve_by is None
    assert LogEntry.objects.get().object_id == str(waiting.pk)


def test_declining_asks_first_and_then_deletes(operator_client: Client, waiting: Account, alice: Account) -> None:
    page = run_action(operator_client, f"{ACCOUNTS}?sign_up=waiting", "decline", waiting)
    assert "Decline the sign-up?" in page
    assert f'name="_selected_action" value="{waiting.pk}"' in page
    assert Account.objects.filter(pk=waiting.pk).exists()
    page = run_action(operator_client, ACCOUNTS, "decline", waiting, alice, is_confirmed="1")
    assert "1 account: Declined and deleted." in page
    assert not Account.objects.filter(pk=waiting.pk).exists()
    assert Account.objects.filter(pk=alice.pk).exists()
    entry = LogEntry.objects.get()
    assert (entry.object_id, entry.change_message) == (None, "A sign-up was declined, and its account deleted.")
    assert str(waiting.pk) not in get_page(operator_client, "/operator/admin/logentry/")


def test_only_a_waiting_account_offers_the_two(operator_client: Client, waiting: Account, alice: Account) -> None:
    for account, is_offered in ((waiting, True), (alice, False)):
        page = get_page(operator_client, f"{ACCOUNTS}{account.pk}/change/")
        assert ('value="approve"' in page) is ('value="decline"' in page) is is_offered
        assert ('value="suspend"' in page) is not is_offered
