"""Only an operator with a second factor opens the operator's admin, whose first page shows statistics."""

from datetime import timedelta

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from accounts.jobs.models import Job, ScheduledRun, Worker
from accounts.models import Account, Erasure, OutboxEntry
from tests.accounts.one_time_codes import activate_second_factor
from tests.factories import PASSWORD
from tests.markup import get_page
from tests.site.operators import create_job, fill_install, sign_in_client
from tracekit_site.account_export.export import Export
from tracekit_site.admin_site.site import admin_site
from tracekit_site.admin_site.statistics import install_statistics

pytestmark = pytest.mark.postgres

ADDRESSES = [
    "/operator/",
    "/operator/platforms/",
    "/operator/accounts/account/",
    "/operator/jobs/job/",
    "/operator/jobs/job/1/change/",
]
for_every_address = pytest.mark.parametrize("address", ADDRESSES)


def get_index(operator: Account) -> str:
    """Returns the first page as the operator gets it."""
    return get_page(sign_in_client(operator), "/operator/")


@for_every_address
def test_a_stranger_has_to_sign_in(client: Client, db: None, address: str) -> None:
    for response in (client.get(address), client.post(address)):
        assert (response.status_code, response["Location"]) == (302, f"/account/login/?next={address}")


@for_every_address
@pytest.mark.parametrize("second_factor", [True, False])
def test_an_athlete_gets_404(alice: Account, address: str, second_factor: bool) -> None:
    client = sign_in_client(alice, second_factor=second_factor)
    for response in (client.get(address), client.post(address)):
        assert response.status_code == 404
        assert "This page doesn’t exist, or you don’t have access to it." in response.content.decode()


@for_every_address
def test_a_password_alone_does_not_open_the_admin(operator: Account, address: str) -> None:
    client = sign_in_client(operator, second_factor=False)
    for response in (client.get(address), client.post(address)):
        assert response.status_code == 403
        assert "The admin site requires a second factor." in response.content.decode()
        assert 'href="/settings/security/"' in response.content.decode()


def test_an_operator_with_a_second_factor_opens_the_admin(operator: Account) -> None:
    assert sign_in_client(operator).get("/operator/").status_code == 200


def test_signing_in_with_a_code_opens_the_admin(client: Client, operator: Account) -> None:
    form = {"login": operator.email, "password": PASSWORD, "next": "/operator/"}
    client.post("/account/login/", form)
    assert client.get("/operator/").status_code == 403
    client.logout()
    (code, *_) = activate_second_factor(operator)
    client.post("/account/login/", form)
    assert client.get("/operator/").status_code == 302
    client.post("/account/2fa/", {"code": code})
    assert client.get("/operator/").status_code == 200


def test_another_accounts_second_factor_does_not_count(operator: Account, alice: Account) -> None:
    client = sign_in_client(operator)
    session = client.session
    session["account_authentication_methods_user"] = str(alice.pk)
    session.save()
    assert client.get("/operator/").status_code == 403


def test_a_suspended_operator_is_signed_out_at_once(operator: Account) -> None:
    client = sign_in_client(operator)
    Account.objects.update(is_active=False)
    assert client.get("/operator/").status_code == 302


def test_only_an_operator_sees_the_link_to_the_admin(operator: Account, alice_client: Client) -> None:
    link = 'href="/operator/"'
    assert link in sign_in_client(operator, second_factor=False).get("/privacy/").content.decode()
    assert link not in alice_client.get("/privacy/").content.decode()


def test_the_admin_holds_named_tables_only() -> None:
    assert set(admin_site._registry) == {Account, Erasure, Export, Job, Worker, LogEntry}
    assert admin.site._registry == {}


@pytest.mark.parametrize("page", ["login", "logout", "password_change", "autocomplete", "jsi18n", "r/1/1", "auth"])
def test_djangos_other_admin_pages_do_not_exist(operator: Account, page: str) -> None:
    assert sign_in_client(operator).get(f"/operator/{page}/").status_code == 404


def test_the_first_page_shows_counts(operator: Account, alice: Account) -> None:
    fill_install(alice)
    Account.objects.filter(pk=alice.pk).update(is_active=False)
    statistics = install_statistics()
    assert (statistics.accounts, statistics.suspended) == (2, 1)
    assert (statistics.workers_alive, statistics.workers_receiving) == (1, 1)
    assert statistics.jobs == {"queued": 1, "running": 1, "stopped": 1}
    assert [kind.name for kind in statistics.job_kinds] == ["files.read"]
    assert statistics.waited_s
    assert statistics.waited_s >= 42 * 60
    assert "42" in get_index(operator)


def test_the_first_page_shows_what_waits_in_the_outbox(operator: Account) -> None:
    assert install_statistics().outbox.waited_s is None
    now = timezone.now()
    for attempts in (0, 3):
        OutboxEntry.objects.create(
            kind="accounts.mail",
            content=b"",
            created_at=now - timedelta(minutes=37),
            expires_at=now + timedelta(hours=1),
            attempts=attempts,
        )
    outbox = install_statistics().outbox
    assert (outbox.entries, outbox.failed, round(outbox.waited_s or 0)) == (2, 1, 37 * 60)
    assert "37" in get_index(operator)


def test_a_job_that_is_not_due_does_not_count_as_waiting(alice: Account) -> None:
    create_job(alice, "queued", not_before=timezone.now() + timedelta(hours=1))
    assert install_statistics().waited_s is None


def test_the_first_page_describes_an_empty_install(operator: Account) -> None:
    page = get_index(operator)
    assert "No worker is alive. Jobs are saved and wait." in page
    assert "There are no jobs." in page
    assert "never" in page
    assert "Some jobs stopped" not in page


def test_an_overdue_task_is_marked_by_a_word_and_an_icon(operator: Account, alice: Account) -> None:
    fill_install(alice)
    overdue = {task.name: task.is_overdue for task in install_statistics().periodic_tasks}
    assert overdue.pop("sweep") is True
    assert set(overdue.values()) == {False}
    assert '#i-warn"/></svg>overdue' in get_index(operator)


def test_the_newest_slot_of_a_task_counts(db: None) -> None:
    now = timezone.now()
    for minutes in (0, 5):
        ScheduledRun.objects.create(task="sweep", slot=now - timedelta(minutes=minutes))
    assert not next(task for task in install_statistics().periodic_tasks if task.name == "sweep").is_overdue


def test_the_first_page_links_to_stopped_jobs(operator: Account, alice: Account) -> None:
    create_job(alice, "stopped")
    assert 'href="/operator/jobs/job/?state__exact=stopped"' in get_index(operator)


def test_the_first_page_costs_fifteen_queries_beside_the_layout(
    operator: Account, alice: Account, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    fill_install(alice)
    client = sign_in_client(operator)
    client.get("/operator/")
    with django_assert_max_num_queries(15 + 3 + 4):  # the last four add to the security log
        client.get("/operator/")


def test_the_first_page_says_how_each_platform_is_offered(operator: Account, settings: Settings) -> None:
    assert "not offered" in get_index(operator)
    assert "No agreement with Strava is recorded" in get_index(operator)
    settings.SANDBOX = True
    assert "simulated by the sandbox" in get_index(operator)
    registration = {"client_id": "1", "client_secret": "2", "api_url": "", "oauth_url": "", "site_url": ""}
    settings.REGISTRATIONS, settings.STRAVA_AGREEMENT = {"strava": registration}, "letter of 5 May 2026"
    assert "with this install’s application" in get_index(operator)
    assert "letter of 5 May 2026" in get_index(operator)
