"""An operator suspends accounts, retries jobs and sees workers in the tables of the admin."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.db.models import Model
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.jobs.models import Job, Worker
from accounts.models import Account, SecurityEvent
from accounts.services.links import InvalidLink, create_link, find_link
from tests.accounts.dump import database_dump
from tests.factories import AccountFactory
from tests.markup import compact, get_page
from tests.site.operators import create_job, fill_install, sign_in_client

pytestmark = pytest.mark.postgres

ACCOUNTS, JOBS, WORKERS = "/operator/accounts/account/", "/operator/jobs/job/", "/operator/jobs/worker/"


def run_action(client: Client, address: str, action: str, *rows: Model, **fields: str) -> str:
    """Ticks rows of a list and presses a button; returns the page that follows."""
    selected = [str(row.pk) for row in rows]
    form = {"action": action, "_selected_action": selected, "index": "0", **fields}
    response = client.post(address, form, follow=True)
    assert response.status_code == 200
    return compact(response.content.decode())


def rows_but_log() -> list[str]:
    """Returns everything stored but the security log, which every page of the admin adds to."""
    return [line for line in database_dump().splitlines() if not line.startswith("accounts_securityevent")]


def test_an_account_is_listed_with_address_state_role_and_job_counts(operator_client: Client, alice: Account) -> None:
    fill_install(alice)
    page = get_page(operator_client, ACCOUNTS)
    for text in (alice.email, "active", "athlete", "operator", "1 queued, 1 running, 1 stopped", "none"):
        assert text in page


def test_an_unconfirmed_account_is_marked(operator_client: Client, alice: Account) -> None:
    Account.objects.filter(pk=alice.pk).update(confirm_by=timezone.now())
    assert "not confirmed yet" in get_page(operator_client, ACCOUNTS)


@pytest.mark.parametrize(
    ("query", "is_listed"),
    [("alice@example.org", True), ("ALI", True), ("lice", False), ("%", False), ("x\0y", True)],
)
def test_an_account_is_searched_by_the_beginning_of_its_address(
    operator_client: Client, alice: Account, query: str, is_listed: bool
) -> None:
    assert (alice.email in get_page(operator_client, ACCOUNTS, q=query)) is is_listed


def test_suspending_ends_sessions_and_one_time_links_at_once(
    operator_client: Client, alice: Account, alice_client: Client
) -> None:
    token = create_link(alice.email).rstrip("/").rpartition("/")[2]
    page = run_action(operator_client, ACCOUNTS, "suspend", alice)
    assert "1 account: Suspended, and signed out." in page
    assert "suspended" in get_page(operator_client, f"{ACCOUNTS}{alice.pk}/change/")
    assert alice_client.get("/settings/profile/").status_code == 302
    assert not alice.sessions.exists()
    with pytest.raises(InvalidLink):
        find_link(token)


def test_resuming_allows_sign_in_but_revives_no_session(
    operator_client: Client, alice: Account, alice_client: Client
) -> None:
    run_action(operator_client, ACCOUNTS, "suspend", alice)
    assert "1 account: Resumed." in run_action(operator_client, ACCOUNTS, "resume", alice)
    assert alice_client.get("/settings/profile/").status_code == 302
    assert sign_in_client(alice).get("/settings/profile/").status_code == 200


def test_suspending_changes_nothing_else_of_the_account(operator_client: Client, alice: Account) -> None:
    before = Account.objects.filter(pk=alice.pk).values().get()
    run_action(operator_client, ACCOUNTS, "suspend", alice)
    assert Account.objects.filter(pk=alice.pk).values().get() == {**before, "is_active": False}


def test_operators_cannot_suspend_themselves(operator_client: Client, operator: Account) -> None:
    assert "Nothing was changed." in run_action(operator_client, ACCOUNTS, "suspend", operator)
    assert get_page(operator_client, "/operator/")


def test_the_page_of_an_account_offers_the_action_that_fits(operator_client: Client, alice: Account) -> None:
    address = f"{ACCOUNTS}{alice.pk}/change/"
    assert 'value="suspend"' in get_page(operator_client, address)
    Account.objects.filter(pk=alice.pk).update(is_active=False)
    assert 'value="suspend"' not in get_page(operator_client, address)
    form = {"action": "resume", "_selected_action": str(alice.pk)}
    response = operator_client.post(ACCOUNTS, form, follow=True)
    assert "1 account: Resumed." in response.content.decode()


def test_the_history_names_who_suspended_and_is_deleted_with_the_account(
    operator_client: Client, operator: Account, alice: Account, mallory: Account
) -> None:
    run_action(operator_client, ACCOUNTS, "suspend", alice, mallory)
    page = get_page(operator_client, f"{ACCOUNTS}{alice.pk}/history/")
    assert "Suspended, and" in page
    assert operator.email in page
    alice_id = str(alice.pk)
    assert alice_id in database_dump()
    alice.delete()
    assert alice_id not in database_dump()
    assert LogEntry.objects.get().object_id == str(mallory.pk)
    Account.objects.filter(pk=mallory.pk).delete()
    assert not LogEntry.objects.exists()


def test_the_history_is_deleted_with_the_operator(operator_client: Client, operator: Account, alice: Account) -> None:
    run_action(operator_client, ACCOUNTS, "suspend", alice)
    operator.delete()
    assert not LogEntry.objects.exists()


@pytest.mark.parametrize("path", ["add/", "{}/change/", "{}/delete/"])
def test_nothing_is_written_by_forms_of_rows(operator_client: Client, alice: Account, path: str) -> None:
    create_job(alice, "stopped")
    before = rows_but_log()
    for table, row_id in ((ACCOUNTS, alice.pk), (JOBS, Job.across_accounts.get().pk)):
        form = {"email": "x@example.org", "is_operator": "on", "password": "p", "kind": "x", "post": "yes"}
        assert operator_client.post(table + path.format(row_id), form).status_code == 403
    assert rows_but_log() == before


def test_no_secret_of_an_account_is_shown_or_can_be_queried(operator_client: Client, alice: Account) -> None:
    for address in (ACCOUNTS, f"{ACCOUNTS}{alice.pk}/change/"):
        assert alice.password not in get_page(operator_client, address)
    for lookup in ("password__startswith", "sessions__session_key", "one_time_links__token_hash"):
        assert operator_client.get(ACCOUNTS, {lookup: alice.password[:5]}).status_code == 400


def test_jobs_are_searched_by_account_state_and_kind(operator_client: Client, alice: Account, mallory: Account) -> None:
    queued, stopped = create_job(alice, "queued"), create_job(mallory, "stopped", kind="activities.days")
    assert f"{JOBS}{queued.pk}/change/" in get_page(operator_client, JOBS, q=str(alice.pk))
    assert f"{JOBS}{stopped.pk}/change/" in get_page(operator_client, JOBS, kind="activities.days")
    assert f"{JOBS}{queued.pk}/change/" not in get_page(operator_client, JOBS, state__exact="stopped")
    assert "Nothing matches." in get_page(operator_client, JOBS, q="nobody")


def test_a_stopped_job_is_queued_again_and_others_stay(operator_client: Client, alice: Account) -> None:
    fill_install(alice)
    page = run_action(operator_client, JOBS, "retry", *Job.across_accounts.all())
    assert "1 job: Queued again." in page
    states = Job.across_accounts.order_by("state").values_list("state", "attempts")
    assert list(states) == [("queued", 0), ("running", 0)]  # a queued row of its kind stands for both
    assert "Nothing was changed." in run_action(operator_client, JOBS, "retry", *Job.across_accounts.all())


def test_all_matching_jobs_are_retried_on_every_page(
    operator_client: Client, alice: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("accounts.jobs.read_only_admin.ReadOnlyAdmin.list_per_page", 2)
    jobs = [create_job(alice, "stopped", dedup_key=str(number)) for number in range(5)]
    assert "All 5 matches, on every page" in get_page(operator_client, JOBS)
    page = run_action(operator_client, f"{JOBS}?state__exact=stopped", "retry", jobs[-1], select_across="1")
    assert "5 jobs: Queued again." in page


def test_a_worker_is_alive_without_messages_or_not_seen_any_more(operator_client: Client, alice: Account) -> None:
    fill_install(alice)
    Worker.objects.create(host="stalled", pid=13, last_message_at=timezone.now() - timedelta(minutes=6))
    page = get_page(operator_client, WORKERS)
    for badge in ("</svg>alive</span>", "</svg>alive, receives nothing", "</svg>not seen"):
        assert page.count(badge) == 1


@pytest.mark.parametrize("address", [ACCOUNTS, JOBS, WORKERS])
def test_a_list_costs_two_queries_beside_the_layout(
    operator_client: Client, alice: Account, django_assert_max_num_queries: DjangoAssertNumQueries, address: str
) -> None:
    fill_install(AccountFactory.create())
    for _ in range(4):
        create_job(AccountFactory.create(), "queued")
    operator_client.get("/operator/")
    with django_assert_max_num_queries(2 + 3 + 4):  # the last four add to the security log
        get_page(operator_client, address)


def test_operators_views_and_actions_are_in_the_security_log(
    operator: Account, operator_client: Client, alice: Account
) -> None:
    get_page(operator_client, JOBS)
    run_action(operator_client, ACCOUNTS, "suspend", alice)
    run_action(operator_client, ACCOUNTS, "resume", alice)
    page = get_page(operator_client, "/operator/")
    of_operator = dict(SecurityEvent.objects.filter(account=operator).values_list("kind", "count"))
    assert (of_operator["operator_view"], of_operator["operator_action"]) == (4, 2)
    assert set(SecurityEvent.objects.filter(account=alice).values_list("kind", "count")) == {
        ("suspended", 1),
        ("resumed", 1),
    }
    for label, count in (
        ("Accounts suspended", 1),
        ("Pages of the admin opened by operators", 4),
        ("Wrong passwords", 0),
    ):
        assert f'<th scope="row">{label}</th><td class="numeric">{count}</td>' in compact(page)
