"""Operators see how far exports are, and mail an athlete who wrote in the link to start one."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from accounts.jobs.models import Job
from accounts.models import Account
from accounts.scope import owner_scope
from accounts.services.suspend import suspend_account
from tests.accounts.clients import sent_mails, sign_in
from tests.accounts.conftest import mail  # noqa: F401 - a fixture
from tests.markup import get_page
from tests.run_jobs import run_jobs
from tests.site.test_operator_admin_tables import ACCOUNTS, run_action
from tracekit_site.account_export.export import Export
from tracekit_site.account_export.make_export import start_export

pytestmark = pytest.mark.postgres

EXPORTS = "/operator/tracekit_site/export/"
MAILED = "1 account: A link to start an export was mailed."


@pytest.fixture
def confirmed(alice: Account) -> Account:
    EmailAddress.objects.create(user=alice, email=alice.email, verified=True, primary=True)
    return alice


@pytest.mark.usefixtures("mail")
def test_an_export_that_an_operator_asks_for_is_made_only_after_its_owners_click(
    operator_client: Client, confirmed: Account
) -> None:
    assert MAILED in run_action(operator_client, ACCOUNTS, "mail_export", confirmed)
    (message,) = sent_mails()
    assert message.to == [confirmed.email]
    assert "http://localhost:8000/export/" in message.body
    run_jobs()
    assert not Export.across_accounts.exists()
    stranger, owner = Client(), Client()
    for method in (stranger.get, stranger.post):
        assert method("/export/")["Location"] == "/account/login/?next=/export/"
    assert sign_in(owner, confirmed.email, next="/export/")["Location"] == "/export/"
    owner.post("/export/", {"has_files": "False"})
    run_jobs()
    export = Export.across_accounts.get()
    assert (export.owner_id, export.state) == (confirmed.pk, "ready")
    assert operator_client.get(f"/export/{export.pk}/").status_code in (302, 404)


@pytest.mark.usefixtures("mail")
@pytest.mark.parametrize("reason", ["not confirmed", "suspended", "no mail"])
def test_no_link_is_mailed_where_it_would_help_nobody(
    operator_client: Client, confirmed: Account, settings: Settings, reason: str
) -> None:
    if reason == "not confirmed":
        EmailAddress.objects.update(verified=False)
    elif reason == "suspended":
        suspend_account(confirmed)
    else:
        settings.MAIL = False
    assert 'value="mail_export"' not in get_page(operator_client, f"{ACCOUNTS}{confirmed.pk}/change/")
    assert "Nothing was changed." in run_action(operator_client, ACCOUNTS, "mail_export", confirmed)
    assert sent_mails() == []


def test_the_list_shows_state_size_and_age(operator_client: Client, alice: Account) -> None:
    with owner_scope(alice):
        start_export(has_files=True)
    Export.across_accounts.update(created_at=timezone.now() - timedelta(hours=3))
    page = get_page(operator_client, EXPORTS).replace("\xa0", " ")
    for text in ("making", "included", "3 hours", "0 bytes", str(alice.pk)):
        assert text in page
    Job.across_accounts.update(state="stopped")
    assert "stopped</span>" in get_page(operator_client, EXPORTS)
    Job.across_accounts.all().delete()
    Export.across_accounts.update(state="ready", size=2_500_000)
    page = get_page(operator_client, f"{EXPORTS}{Export.across_accounts.get().pk}/change/").replace("\xa0", " ")
    for text in ("ready</span>", "2.4 MB"):
        assert text in page
