"""An operator sees what an account uses, and gives it limits of its own, which count at once."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from accounts.jobs.models import Job
from accounts.models import Account, CpuUse
from accounts.quota import DEMO_QUOTA
from accounts.scope import owner_scope
from tests.activities.factories import ride_files, upload_files
from tests.factories import SourceFileFactory
from tests.markup import get_page, visible_text
from tests.quotas.limits import set_quota
from tests.run_jobs import run_jobs
from tests.site.conftest import operator, operator_client  # noqa: F401 - fixtures
from tests.site.operators import create_job

pytestmark = [pytest.mark.postgres, pytest.mark.django_db, pytest.mark.usefixtures("hosted")]

EMPTY = {"quota_stored_bytes": "", "quota_files": "", "quota_rows": "", "quota_cpu_s": ""}


def page_of(account: Account, page: str = "change") -> str:
    return f"/operator/accounts/account/{account.pk}/{page}/"


def test_the_page_of_an_account_shows_what_it_uses(
    settings: Settings,
    operator_client: Client,  # noqa: F811
    alice: Account,
) -> None:
    set_quota(settings, stored_bytes=5_000_000, files=50, rows=100, cpu_s=1800)
    with owner_scope(alice):
        upload_files(ride_files(3))
        run_jobs()
        CpuUse.objects.update(seconds=34.4)
    text = visible_text(get_page(operator_client, page_of(alice)))
    assert " of 5,000,000 bytes, 3 of 50 files, 7 of 100 rows" in text
    assert "34 of 1,800 seconds today" in text


def test_limits_are_changed_and_taken_back(
    settings: Settings,
    operator_client: Client,  # noqa: F811
    alice: Account,
) -> None:
    set_quota(settings, files=50)
    assert "Empty: 50, as for every account." in get_page(operator_client, page_of(alice, "quota"))
    response = operator_client.post(page_of(alice, "quota"), EMPTY | {"quota_files": "70"})
    assert (response.status_code, response["Location"]) == (303, page_of(alice))
    alice.refresh_from_db()
    assert alice.quota
    assert (alice.quota.files, alice.quota_rows) == (70, None)
    assert LogEntry.objects.get().change_message == "Limits changed."
    operator_client.post(page_of(alice, "quota"), EMPTY)
    alice.refresh_from_db()
    assert alice.quota
    assert alice.quota.files == 50


@pytest.mark.parametrize("limit", ["-1", "many", "9" * 30])
def test_an_impossible_limit_is_refused_beside_its_field(operator_client: Client, alice: Account, limit: str) -> None:  # noqa: F811
    response = operator_client.post(page_of(alice, "quota"), EMPTY | {"quota_files": limit})
    assert response.status_code == 200
    assert 'id="id_quota_files_error"' in response.content.decode()
    alice.refresh_from_db()
    assert alice.quota_files is None


def test_work_that_was_deferred_goes_on_when_the_account_may_use_more(
    settings: Settings,
    operator_client: Client,  # noqa: F811
    alice: Account,
    mallory: Account,
) -> None:
    later = timezone.now() + timedelta(hours=5)
    for account in (alice, mallory):
        create_job(account, "queued", not_before=later)
    create_job(alice, "queued", not_before=later, kind="pull.daily", provider="strava")
    operator_client.post(page_of(alice, "quota"), EMPTY | {"quota_cpu_s": "3600"})
    due = Job.across_accounts.filter(not_before__lt=later)
    assert list(due.values_list("owner", "kind")) == [(alice.pk, "files.read")]


def test_only_operators_change_limits(alice_client: Client, alice: Account) -> None:
    assert alice_client.post(page_of(alice, "quota"), EMPTY | {"quota_files": "70"}).status_code == 404
    alice.refresh_from_db()
    assert alice.quota_files is None


@pytest.mark.parametrize("object_id", ["abc", "9" * 32, "x%00y"])
def test_an_unknown_account_is_not_found(operator_client: Client, object_id: str) -> None:  # noqa: F811
    assert operator_client.get(f"/operator/accounts/account/{object_id}/quota/").status_code == 404


def test_a_page_that_a_browser_has_kept_shows_other_limits(alice: Account, alice_client: Client) -> None:
    with owner_scope(alice):
        SourceFileFactory.create()
    alice_client.get("/files/")  # from the first page on, the browser has the cookie that a tag depends on
    tag = {"if-none-match": alice_client.get("/files/")["ETag"]}
    assert alice_client.get("/files/", headers=tag).status_code == 304
    Account.objects.filter(pk=alice.pk).update(quota_files=1)
    response = alice_client.get("/files/", headers=tag)
    assert "Your account holds 1 of at most 1 files." in response.content.decode()


def test_a_demo_has_small_limits_and_a_kept_one_those_of_every_account(alice: Account) -> None:
    alice.demo_until = timezone.now()
    assert alice.quota == DEMO_QUOTA
    alice.demo_until = None
    assert alice.quota
    assert alice.quota.files > DEMO_QUOTA.files
