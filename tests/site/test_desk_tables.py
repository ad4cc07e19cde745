"""What lies on the desk: accounts to lock, jobs to try again, workers to look at."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.utils import timezone

from accounts.jobs.models import Job, Worker
from accounts.models import Account
from accounts.services.links import InvalidLink, create_link, find_link
from tests.accounts.dump import database_dump
from tests.factories import AccountFactory
from tests.markup import compact
from tests.site.operators import busy_install, job_of, operator_account, signed_in

pytestmark = pytest.mark.postgres

ACCOUNTS, JOBS, WORKERS = "/operator/accounts/account/", "/operator/jobs/job/", "/operator/jobs/worker/"


@pytest.fixture
def operator(db: None) -> Account:
    return operator_account()


@pytest.fixture
def at_the_desk(operator: Account) -> Client:
    return signed_in(operator)


def page(client: Client, address: str, **query: str) -> str:
    answer = client.get(address, query)
    assert answer.status_code == 200
    return compact(answer.content.decode())


def press(client: Client, address: str, action: str, *rows: object, **more: str) -> str:
    """Ticks rows of a list and presses a button; the page that follows."""
    chosen = [str(row.pk) for row in rows]  # type: ignore[attr-defined]
    form = {"action": action, "_selected_action": chosen, "index": "0", **more}
    answer = client.post(address, form, follow=True)
    assert answer.status_code == 200
    return compact(answer.content.decode())


def test_an_account_is_an_address_a_state_a_role_and_how_many_jobs(at_the_desk: Client, alice: Account) -> None:
    busy_install(alice)
    told = page(at_the_desk, ACCOUNTS)
    for words in (alice.email, "active", "athlete", "operator", "1 queued, 1 running, 1 stopped", "none"):
        assert words in told


def test_an_account_that_nobody_has_confirmed_yet_is_said_so(at_the_desk: Client, alice: Account) -> None:
    Account.objects.filter(pk=alice.pk).update(confirm_by=timezone.now())
    assert "not confirmed yet" in page(at_the_desk, ACCOUNTS)


@pytest.mark.parametrize(
    ("asked", "found"), [("alice@example.org", True), ("ALI", True), ("lice", False), ("%", False), ("x\0y", True)]
)
def test_an_account_is_found_by_its_address_or_how_it_begins(
    at_the_desk: Client, alice: Account, asked: str, found: bool
) -> None:
    assert (alice.email in page(at_the_desk, ACCOUNTS, q=asked)) is found


def test_locking_ends_every_way_in_at_once(at_the_desk: Client, alice: Account, alice_client: Client) -> None:
    token = create_link(alice.email).rstrip("/").rpartition("/")[2]
    told = press(at_the_desk, ACCOUNTS, "deactivate", alice)
    assert "1 account: Locked. Every browser that was signed in is out." in told
    assert "locked" in page(at_the_desk, f"{ACCOUNTS}{alice.pk}/change/")
    assert alice_client.get("/settings/profile/").status_code == 302
    assert not alice.sessions.exists()
    with pytest.raises(InvalidLink):
        find_link(token)


def test_unlocking_lets_in_again_but_no_old_session(at_the_desk: Client, alice: Account, alice_client: Client) -> None:
    press(at_the_desk, ACCOUNTS, "deactivate", alice)
    assert "1 account: Unlocked." in press(at_the_desk, ACCOUNTS, "reactivate", alice)
    assert alice_client.get("/settings/profile/").status_code == 302
    assert signed_in(alice).get("/settings/profile/").status_code == 200


def test_locking_keeps_everything_that_the_account_holds(at_the_desk: Client, alice: Account) -> None:
    before = Account.objects.filter(pk=alice.pk).values().get()
    press(at_the_desk, ACCOUNTS, "deactivate", alice)
    assert Account.objects.filter(pk=alice.pk).values().get() == {**before, "is_active": False}


def test_operators_cannot_lock_themselves_out(at_the_desk: Client, operator: Account) -> None:
    assert "Nothing was changed." in press(at_the_desk, ACCOUNTS, "deactivate", operator)
    assert page(at_the_desk, "/operator/")


def test_a_page_offers_what_fits(at_the_desk: Client, alice: Account) -> None:
    address = f"{ACCOUNTS}{alice.pk}/change/"
    assert 'value="deactivate"' in page(at_the_desk, address)
    Account.objects.filter(pk=alice.pk).update(is_active=False)
    assert 'value="deactivate"' not in page(at_the_desk, address)
    answer = at_the_desk.post(ACCOUNTS, {"action": "reactivate", "_selected_action": str(alice.pk)}, follow=True)
    assert "1 account: Unlocked." in answer.content.decode()


def test_who_locked_stands_in_the_history_and_goes_with_the_account(
    at_the_desk: Client, operator: Account, alice: Account, mallory: Account
) -> None:
    press(at_the_desk, ACCOUNTS, "deactivate", alice, mallory)
    told = page(at_the_desk, f"{ACCOUNTS}{alice.pk}/history/")
    assert "Locked." in told
    assert operator.email in told
    hers = str(alice.pk)
    assert hers in database_dump()
    alice.delete()
    assert hers not in database_dump()
    assert LogEntry.objects.get().object_id == str(mallory.pk)
    Account.objects.filter(pk=mallory.pk).delete()
    assert not LogEntry.objects.exists()


def test_what_an_operator_did_goes_with_the_operator(at_the_desk: Client, operator: Account, alice: Account) -> None:
    press(at_the_desk, ACCOUNTS, "deactivate", alice)
    operator.delete()
    assert not LogEntry.objects.exists()


@pytest.mark.parametrize("where", ["add/", "{}/change/", "{}/delete/"])
def test_nothing_is_written_by_hand(at_the_desk: Client, alice: Account, where: str) -> None:
    job_of(alice, "stopped")
    before = database_dump()
    for table, row in ((ACCOUNTS, alice), (JOBS, Job.across_accounts.get())):
        form = {"email": "x@example.org", "is_operator": "on", "password": "p", "kind": "x", "post": "yes"}
        assert at_the_desk.post(table + where.format(row.pk), form).status_code == 403
    assert database_dump() == before


def test_no_secret_of_an_account_is_shown_or_asked_about(at_the_desk: Client, alice: Account) -> None:
    for address in (ACCOUNTS, f"{ACCOUNTS}{alice.pk}/change/"):
        assert alice.password not in page(at_the_desk, address)
    for question in ("password__startswith", "sessions__session_key", "one_time_links__token_hash"):
        assert at_the_desk.get(ACCOUNTS, {question: alice.password[:5]}).status_code == 400


def test_jobs_are_found_by_account_state_and_kind(at_the_desk: Client, alice: Account, mallory: Account) -> None:
    hers, stopped = job_of(alice, "queued"), job_of(mallory, "stopped", kind="activities.days")
    found = {
        job.pk: f"{JOBS}{job.pk}/change/" in page(at_the_desk, JOBS, **query)
        for job, query in ((hers, {"q": str(alice.pk)}), (stopped, {"kind": "activities.days"}))
    }
    assert set(found.values()) == {True}
    assert f"{JOBS}{hers.pk}/change/" not in page(at_the_desk, JOBS, state__exact="stopped")
    assert "Nothing is here that fits." in page(at_the_desk, JOBS, q="nobody")


def test_a_stopped_job_is_queued_again_and_others_stay(at_the_desk: Client, alice: Account) -> None:
    busy_install(alice)
    told = press(at_the_desk, JOBS, "retry", *Job.across_accounts.all())
    assert "1 job is queued again." in told
    states = Job.across_accounts.order_by("state").values_list("state", "attempts")
    assert list(states) == [("queued", 0), ("running", 0)]  # it had been asked for meanwhile: that row stands for both
    assert "None of them had stopped." in press(at_the_desk, JOBS, "retry", *Job.across_accounts.all())


def test_all_that_fit_are_tried_again_on_every_page(
    at_the_desk: Client, alice: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("accounts.jobs.read_only_admin.ReadOnlyAdmin.list_per_page", 2)
    jobs = [job_of(alice, "stopped", dedup_key=str(number)) for number in range(5)]
    assert "All 5 that fit, on every page" in page(at_the_desk, JOBS)
    told = press(at_the_desk, f"{JOBS}?state__exact=stopped", "retry", jobs[-1], select_across="1")
    assert "5 jobs are queued again." in told


def test_a_worker_is_alive_hearing_or_not_seen_any_more(at_the_desk: Client, alice: Account) -> None:
    busy_install(alice)
    Worker.objects.create(host="deaf", pid=13, last_message_at=timezone.now() - timedelta(minutes=6))
    told = page(at_the_desk, WORKERS)
    assert [told.count(words) for words in ("</svg>alive</span>", "</svg>alive, hears nothing", "</svg>not seen")] == [
        1,
        1,
        1,
    ]


@pytest.mark.parametrize("address", [ACCOUNTS, JOBS, WORKERS])
def test_a_list_costs_two_queries_beside_the_frame(
    at_the_desk: Client, alice: Account, django_assert_max_num_queries, address: str
) -> None:
    for _ in range(5):
        busy_install(AccountFactory.create()) if not Worker.objects.exists() else job_of(
            AccountFactory.create(), "queued"
        )
    with django_assert_max_num_queries(2 + 3):
        page(at_the_desk, address)
