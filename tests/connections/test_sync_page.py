"""The sync page forecasts, says what was skipped and why, syncs a month, and tells outages."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from accounts.jobs.services.run import next_job_id, run_job
from accounts.models import Account
from accounts.scope import owner_scope
from activities.calendar import Month
from activities.models import Activity
from providers.models import CircuitBreaker, Connection, Pull, SkippedActivity
from providers.sandbox.server import Sandbox
from providers.services.pull_requests import REQUEST_INTERVAL
from providers.services.pull_spans import month_span
from providers.services.skipped_activities import note_skipped
from providers.services.start_pull import start_pull
from providers.skipped_item import SkippedItem, SkipReason
from tests.markup import get_page
from tests.providers.factories import Athlete, connected, pulled
from tests.queries import count_page_queries
from tests.run_jobs import run_jobs

pytestmark = pytest.mark.postgres

MONTH = "/sync/month/"


@pytest.fixture
def athlete(sandbox: Sandbox, alice: Account) -> Athlete:
    """Returns an athlete whose activities have all been pulled."""
    with owner_scope(alice):
        return pulled(sandbox, "demo", 30)


@pytest.fixture
def importing(sandbox: Sandbox, alice: Account) -> Athlete:
    """Returns an athlete of whom one page of the first pull has been stored."""
    with owner_scope(alice):
        athlete = connected(sandbox, "demo", 450)
        while not Pull.objects.get().listed_count:
            run_job(next_job_id() or 0)
        return athlete


def text_of(client: Client, path: str = "/sync/") -> str:
    """Returns a page with single spaces."""
    return " ".join(get_page(client, path).replace("\N{NO-BREAK SPACE}", " ").split())


def only_pull(alice: Account) -> Pull:
    with owner_scope(alice):
        return Pull.objects.get()


def test_from_the_first_page_on_the_end_is_forecast(alice_client: Client, alice: Account, importing: Athlete) -> None:
    pull = only_pull(alice)
    assert pull.expected_count
    for path in ("/sync/", "/sync/status/", "/connections/", f"/connections/{importing.connection.pk}/"):
        page = text_of(alice_client, path)
        assert f"200 of about {pull.expected_count}, back to {pull.oldest_listed_at:%B %Y}, done to" in page
    assert f'<progress value="{200 * 100 // pull.expected_count}" max="100"' in text_of(alice_client)


def test_years_fill_from_the_newest(alice_client: Client, alice: Account, importing: Athlete) -> None:
    with owner_scope(alice):
        Pull.objects.update(
            oldest_listed_at=datetime(timezone.now().year - 2, 6, 1, tzinfo=timezone.get_default_timezone())
        )
    year = timezone.now().year
    assert f"<li>{year}</li><li>{year - 1}</li><li data-open>{year - 2}</li>" in text_of(alice_client)


def test_without_a_total_the_page_counts(alice_client: Client, alice: Account, importing: Athlete) -> None:
    with owner_scope(alice):
        Pull.objects.update(expected_count=0)
    page = text_of(alice_client)
    assert "200 activities so far, back to" in page
    assert "of about" not in page
    assert '<progress aria-label="Sync with Strava"' in page


def test_a_pull_that_waits_for_the_limit_says_until_when_and_goes_on_with_its_forecast(
    alice_client: Client, alice: Account, importing: Athlete
) -> None:
    importing.fail("429")
    run_jobs()
    with owner_scope(alice):
        until = Connection.objects.get().waiting_until
    assert until
    page = text_of(alice_client)
    assert "Waiting for Strava’s limit until" in page
    assert f"{until.astimezone(alice.zone):%H:%M}. 200 of about" in page
    assert "Nothing for you to do." in page


def test_a_poll_takes_three_queries_and_stays_small_with_two_connections(
    sandbox: Sandbox, alice_client: Client, alice: Account, importing: Athlete
) -> None:
    with owner_scope(alice):
        connected(sandbox, "demo", 5, provider="ridewithgps")
    assert count_page_queries(alice_client, "/sync/status/") <= 3
    assert len(alice_client.get("/sync/status/").content) < 4000
    assert count_page_queries(alice_client, "/sync/") <= 8
    assert count_page_queries(alice_client, f"/connections/{importing.connection.pk}/") <= 9


@pytest.mark.parametrize("is_moving", [True, False])
def test_an_outage_is_told_with_its_beginning(
    alice_client: Client, alice: Account, athlete: Athlete, is_moving: bool
) -> None:
    opened_at = timezone.now() - timedelta(minutes=20)
    with owner_scope(alice):
        if is_moving:
            start_pull(athlete.connection, Pull.Kind.NOW)
    CircuitBreaker.objects.create(registration_name="another", opened_at=opened_at, cause="outage", probe_at=opened_at)
    assert "hasn’t answered" not in text_of(alice_client)
    CircuitBreaker.objects.update(registration_name="sandbox")
    page = text_of(alice_client)
    assert "Strava hasn’t answered anyone since" in page
    assert f"{opened_at.astimezone(alice.zone):%H:%M}. Your activities stay here, and tracekit tries again" in page
    assert "Everything is up to date." not in page


def test_an_application_that_is_turned_off_is_told_with_its_beginning(
    alice_client: Client, alice: Account, athlete: Athlete
) -> None:
    opened_at = timezone.now() - timedelta(minutes=20)
    CircuitBreaker.objects.create(registration_name="sandbox", opened_at=opened_at, cause="inactive")
    page = text_of(alice_client)
    assert "Strava has turned off access for this install since" in page
    assert "Your connection stays." in page


def test_a_skipped_activity_is_listed_with_its_id_and_the_reason_until_it_is_read(
    sandbox: Sandbox, alice_client: Client, alice: Account
) -> None:
    with owner_scope(alice):
        athlete = connected(sandbox, "demo", 5)
        athlete.fail("no_date")
        run_jobs()
        skipped = SkippedActivity.objects.get()
        assert (skipped.reason, Activity.objects.count()) == ("no_start", 4)
    for path in ("/sync/", f"/connections/{athlete.connection.pk}/"):
        page = text_of(alice_client, path)
        assert "1 skipped activity" in page
        assert f'/activities/{skipped.provider_id}" rel="noreferrer">{skipped.provider_id}</a>' in page
        assert "Strava gave no start time that can be read." in page
        assert 'skipped because they couldn’t be read. <a href="#skipped">' in page
    with owner_scope(alice):
        start_pull(athlete.connection, Pull.Kind.NOW)
        run_jobs()
        assert Activity.objects.filter(provider_id=skipped.provider_id).exists()
        assert not SkippedActivity.objects.exists()
    assert "skipped activity" not in text_of(alice_client)


def test_the_skipped_ones_of_a_page_are_stored_once_and_go_with_the_next_whole_list(
    athlete: Athlete, alice: Account, alice_client: Client, mallory_client: Client
) -> None:
    items = [
        SkippedItem(3, SkipReason.NO_ID),
        SkippedItem(4, SkipReason.NOT_AN_OBJECT),
        SkippedItem(5, SkipReason.IMPOSSIBLE, "77"),
        SkippedItem(6, SkipReason.IMPOSSIBLE, "77"),
    ]
    with owner_scope(alice):
        for reason in (SkipReason.NO_ID, SkipReason.GARBLED):
            note_skipped(athlete.connection, [*items, SkippedItem(9, reason, "78")], listed_before=200)
        rows = SkippedActivity.objects.order_by("position", "provider_id")
        assert list(rows.values_list("provider_id", "position", "reason")) == [
            ("77", 0, "impossible"),
            ("78", 0, "garbled"),
            ("", 203, "no_id"),
            ("", 204, "object"),
        ]
    page = text_of(alice_client)
    assert "4 skipped activities" in page
    assert "number 204 of the list" in page
    assert "77</a>" not in text_of(mallory_client)
    with owner_scope(alice):
        start_pull(athlete.connection, Pull.Kind.NOW)
        run_jobs()
        assert SkippedActivity.objects.count() == 4
        start_pull(athlete.connection, Pull.Kind.FULL)
        run_jobs()
        assert not SkippedActivity.objects.exists()


def test_a_month_is_synced_with_one_call(
    sandbox: Sandbox, alice_client: Client, alice: Account, athlete: Athlete
) -> None:
    with owner_scope(alice):
        oldest = Activity.objects.order_by("started_at").first()
        assert oldest
        month = f"{oldest.started_at:%Y-%m}"
        Activity.objects.update(name="Renamed here")
        span = month_span(Month(oldest.started_at.year, oldest.started_at.month))
        pulled_at = Connection.objects.get().pulled_at
    reads = athlete.reads()
    response = alice_client.post(MONTH, {"connection": str(athlete.connection.pk), "month": month}, follow=True)
    assert f"Checking Strava for {oldest.started_at:%B %Y}." in response.content.decode()
    run_jobs()
    assert athlete.reads() == reads + 1
    with owner_scope(alice):
        renamed = Activity.objects.filter(name="Renamed here")
        in_span = Activity.objects.filter(started_at__gt=span[0], started_at__lt=span[1])
        assert not renamed.filter(pk__in=in_span.values("pk")).exists()
        assert renamed.count() == Activity.objects.count() - in_span.count()
        assert Connection.objects.get().pulled_at == pulled_at
    assert f"{oldest.started_at:%B %Y}: Nothing new." in text_of(alice_client)


@pytest.mark.parametrize(
    "month", ["", "2026", "2026-13", "2026-00", "9999-12", "1969-12", "2026-05-01", "٢٠٢٦-٠٥", "x" * 9999]
)
def test_what_is_no_month_is_refused_in_one_sentence(alice_client: Client, athlete: Athlete, month: str) -> None:
    response = alice_client.post(MONTH, {"connection": str(athlete.connection.pk), "month": month}, follow=True)
    assert "Choose a month up to now, such as 2026-05. Nothing was started." in response.content.decode()
    assert not Pull.across_accounts.filter(kind=Pull.Kind.SPAN).exists()


def test_only_an_own_connection_can_be_named(mallory_client: Client, athlete: Athlete) -> None:
    for id in (str(athlete.connection.pk), str(uuid4()), "", "nonsense"):
        assert mallory_client.post(MONTH, {"connection": id, "month": "2026-05"}).status_code == 404
    assert not Pull.across_accounts.filter(kind=Pull.Kind.SPAN).exists()


def test_a_month_is_refused_while_it_cannot_be_synced(
    sandbox: Sandbox, alice_client: Client, alice: Account, athlete: Athlete
) -> None:
    def answer(**values: str) -> str:
        form = {"connection": str(athlete.connection.pk), "month": "2026-05"} | values
        return alice_client.post(MONTH, form, follow=True).content.decode()

    assert "Checking Strava for May 2026." in answer()
    assert "Nothing was started: you can sync again at" in answer()
    Pull.across_accounts.update(started_at=timezone.now() - REQUEST_INTERVAL)
    assert "Strava is syncing already. Nothing was started." in answer(month="2026-04")
    run_jobs()
    with owner_scope(alice):
        Connection.objects.update(is_paused=True)
        assert "Strava is paused. Nothing was started." in answer()
        assert "Sync one month" not in text_of(alice_client)
        Connection.objects.update(is_paused=False, state=Connection.State.RECONNECT)
        assert "Strava needs reconnecting. Nothing was started." in answer()
        other = pulled(sandbox, "demo", 3, provider="ridewithgps")
    assert "RideWithGPS can’t list one month. Nothing was started." in answer(connection=str(other.connection.pk))
    assert Pull.across_accounts.filter(kind=Pull.Kind.SPAN).count() == 1


def test_a_connection_has_its_own_buttons(
    sandbox: Sandbox, alice_client: Client, alice: Account, athlete: Athlete
) -> None:
    path = f"/connections/{athlete.connection.pk}"
    page = text_of(alice_client)
    assert f'formaction="{path}/pause/"' in page
    assert f'href="{path}/disconnect/"' in page
    alice_client.post(f"{path}/pause/")
    assert f'formaction="{path}/resume/"' in text_of(alice_client)
    assert "30 Strava activities" in get_page(alice_client, f"{path}/disconnect/")


def test_after_two_imports_one_button_opens_the_calendar(
    sandbox: Sandbox, alice_client: Client, alice: Account, athlete: Athlete
) -> None:
    with owner_scope(alice):
        pulled(sandbox, "demo", 5, provider="ridewithgps")
    assert get_page(alice_client, "/sync/").count("Open the calendar") == 1
