"""An athlete may ask for a sync of each connection once in five minutes, and at once after a failure."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.jobs.models import Job
from accounts.models import Account
from accounts.scope import owner_scope
from providers.models import Connection, Pull
from providers.sandbox.server import Sandbox
from providers.services.pull_requests import REQUEST_INTERVAL
from tests.providers.factories import Athlete, pulled
from tests.run_jobs import run_jobs

pytestmark = pytest.mark.postgres

REFUSED = "Nothing was started: you can sync again at "


@pytest.fixture
def athlete(sandbox: Sandbox, alice: Account) -> Athlete:
    with owner_scope(alice):
        return pulled(sandbox, "demo", 30)


@pytest.fixture(params=["connection", "everything"])
def address(request: pytest.FixtureRequest, athlete: Athlete) -> str:
    """Returns the address that syncs the connection, or everything."""
    return "/sync/pull/" if request.param == "everything" else f"/connections/{athlete.connection.pk}/pull/"


def page_of(address: str) -> str:
    """Returns the page that shows the button with this address."""
    return address.removesuffix("pull/")


def pull_count() -> int:
    return Pull.across_accounts.count()


def let_pulls_age(age: timedelta = REQUEST_INTERVAL) -> None:
    """Makes all pulls this much older."""
    for pull in Pull.across_accounts.all():
        Pull.across_accounts.filter(pk=pull.pk).update(started_at=pull.started_at - age)


def test_a_second_request_within_five_minutes_is_refused_in_one_sentence(
    alice_client: Client, athlete: Athlete, address: str
) -> None:
    alice_client.post(address, follow=True)
    run_jobs()
    reads, count = athlete.reads(), pull_count()
    page = alice_client.post(address, follow=True).content.decode()
    run_jobs()
    assert REFUSED in page
    assert "Checking" not in page
    assert (athlete.reads(), pull_count()) == (reads, count)


def test_five_minutes_later_a_request_starts_a_sync(alice_client: Client, athlete: Athlete, address: str) -> None:
    alice_client.post(address)
    run_jobs()
    let_pulls_age(REQUEST_INTERVAL - timedelta(seconds=10))
    assert REFUSED in alice_client.post(address, follow=True).content.decode()
    let_pulls_age(timedelta(seconds=10))
    count = pull_count()
    assert "Checking" in alice_client.post(address, follow=True).content.decode()
    assert pull_count() == count + 1


def test_the_button_says_when_a_sync_is_possible_again(
    alice_client: Client, alice: Account, athlete: Athlete, address: str
) -> None:
    page = alice_client.get(page_of(address)).content.decode()
    assert "Sync now" in page
    assert "disabled" not in page.partition('id="sync-now"')[2].partition(">")[0]
    alice_client.post(address)
    run_jobs()
    possible_at = Pull.across_accounts.latest("started_at").started_at + REQUEST_INTERVAL
    page = alice_client.get(page_of(address)).content.decode()
    assert f"Sync again at {possible_at.astimezone(alice.zone):%H:%M}" in page
    assert "Sync now" not in page
    assert "disabled" in page.partition('id="sync-now"')[2].partition(">")[0]
    let_pulls_age()
    assert "Sync now" in alice_client.get(page_of(address)).content.decode()


def test_the_end_of_a_sync_renews_the_button(alice_client: Client, athlete: Athlete) -> None:
    alice_client.post("/sync/pull/")
    run_jobs()
    part = alice_client.get("/sync/status/").content.decode()
    assert "Sync again at" in part.partition('id="sync-button"')[2]
    assert 'hx-swap-oob="true"' in part.partition('id="sync-button"')[2].partition(">")[0]


@pytest.mark.parametrize("fault", ["500", "half_json"])
def test_after_a_failed_call_a_request_is_accepted_at_once(
    alice_client: Client, alice: Account, athlete: Athlete, address: str, fault: str
) -> None:
    athlete.fail(fault)
    alice_client.post(address)
    run_jobs()
    assert "Sync now" in alice_client.get(page_of(address)).content.decode()
    assert REFUSED not in alice_client.post(address, follow=True).content.decode()
    run_jobs()
    assert not Pull.across_accounts.filter(ended_at=None).exists()
    assert REFUSED in alice_client.post(address, follow=True).content.decode()


def test_a_sync_that_stopped_by_a_fault_of_tracekits_can_be_asked_for_at_once(
    alice_client: Client, athlete: Athlete, address: str
) -> None:
    alice_client.post(address)
    Job.across_accounts.update(state=Job.State.STOPPED)
    assert REFUSED not in alice_client.post(address, follow=True).content.decode()
    run_jobs()
    assert not Pull.across_accounts.filter(ended_at=None).exists()


def test_pausing_and_resuming_starts_no_second_sync(alice_client: Client, athlete: Athlete) -> None:
    path = f"/connections/{athlete.connection.pk}"
    alice_client.post(f"{path}/pull/")
    run_jobs()
    count = pull_count()
    alice_client.post(f"{path}/pause/")
    page = alice_client.post(f"{path}/resume/", follow=True).content.decode()
    assert "Strava resumed." in page
    assert pull_count() == count


def test_the_sync_of_a_day_refuses_no_request(alice_client: Client, alice: Account, athlete: Athlete) -> None:
    with owner_scope(alice):
        Connection.objects.update(next_pull_at=timezone.now())
        Pull.objects.update(kind=Pull.Kind.DAILY)
    assert REFUSED not in alice_client.post("/sync/pull/", follow=True).content.decode()


def test_forty_clicks_at_once_make_the_calls_of_one(alice_client: Client, athlete: Athlete, address: str) -> None:
    reads = athlete.reads()
    alice_client.post(address)
    run_jobs()
    reads_per_sync = athlete.reads() - reads
    let_pulls_age()
    for _ in range(40):
        alice_client.post(address)
        run_jobs()
    assert athlete.reads() == reads + 2 * reads_per_sync
