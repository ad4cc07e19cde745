"""A connection shows its status on every page, and its buttons do what they say."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from accounts.jobs.models import Job
from accounts.models import Account
from accounts.scope import owner_scope
from providers.models import Connection, Pull
from providers.sandbox.server import Sandbox
from providers.services.pull_requests import REQUEST_INTERVAL
from tests.providers.factories import Athlete, connected
from tests.run_jobs import run_jobs

pytestmark = pytest.mark.postgres


@pytest.fixture
def athlete(sandbox: Sandbox, alice: Account) -> Athlete:
    with owner_scope(alice):
        return connected(sandbox, "demo", 30)


def page_text(client: Client, *paths: str) -> str:
    """Returns the text of these pages, or of those of connections and of the sync."""
    return "\n".join(client.get(path).content.decode() for path in paths or ("/connections/", "/sync/"))


def change_connection(alice: Account, **values: object) -> None:
    with owner_scope(alice):
        Connection.objects.update(**values)


def test_a_platform_that_is_not_connected_says_so(alice_client: Client) -> None:
    page = page_text(alice_client)
    assert "Not connected" in page
    assert "Nothing is connected" in page


def test_the_menu_links_to_sync_once_something_is_connected(
    sandbox: Sandbox, alice_client: Client, alice: Account
) -> None:
    assert 'href="/sync/"' not in page_text(alice_client, "/files/")
    with owner_scope(alice):
        connected(sandbox, "none")
    assert 'href="/sync/"' in page_text(alice_client, "/files/")


def test_the_first_pull_shows_its_progress(alice_client: Client, athlete: Athlete) -> None:
    page = page_text(alice_client)
    assert "Importing" in page
    assert "No activities so far." in page
    assert "Syncing Strava." in page


def test_a_connection_after_a_pull_is_up_to_date(alice_client: Client, athlete: Athlete) -> None:
    run_jobs()
    page = page_text(alice_client)
    assert "Up to date. Last synced" in page
    assert "Everything is up to date." in page
    assert "30 new.<" in page


def test_a_used_up_rate_limit_shows_until_when_it_lasts(alice_client: Client, athlete: Athlete) -> None:
    athlete.fail("429")
    run_jobs()
    page = page_text(alice_client)
    assert "Waiting for Strava’s limit until" in page
    assert "Nothing for you to do." in page


def test_a_failed_call_shows_that_it_is_tried_again(alice_client: Client, athlete: Athlete) -> None:
    athlete.fail("500")
    run_jobs()
    page = page_text(alice_client)
    assert "Strava reported a problem on its side. Your activities stay here, and tracekit tries again." in page


def test_pull_now_does_not_wait_for_the_next_try(alice_client: Client, athlete: Athlete) -> None:
    athlete.fail("500")
    run_jobs()
    alice_client.post(f"/connections/{athlete.connection.pk}/pull/")
    run_jobs()
    assert "Up to date" in page_text(alice_client)


def test_a_pull_stops_after_five_tries_until_a_click(alice_client: Client, alice: Account, athlete: Athlete) -> None:
    athlete.fail("html", times=5)
    for _ in range(6):
        with owner_scope(alice):
            Job.objects.update(not_before=timezone.now() - timedelta(seconds=1))
        run_jobs()
    page = page_text(alice_client)
    assert "Five attempts failed: Strava sent an answer that can’t be read." in page
    assert "Strava needs your attention." in page
    alice_client.post(f"/connections/{athlete.connection.pk}/pull/")
    run_jobs()
    assert "Up to date" in page_text(alice_client)


def test_a_refused_pull_waits_for_the_next_day_or_a_click(
    alice_client: Client, alice: Account, athlete: Athlete
) -> None:
    change_connection(alice, last_error="refused")
    with owner_scope(alice):
        Job.objects.all().delete()
    page = page_text(alice_client, "/connections/", "/sync/", f"/connections/{athlete.connection.pk}/")
    assert page.count("Strava refused the request. Your activities stay here. The next try is on") == 3
    assert "Strava needs your attention." in page
    assert 'hx-trigger="every' not in page
    alice_client.post(f"/connections/{athlete.connection.pk}/pull/")
    assert "tracekit tries again" in page_text(alice_client)


def test_a_rate_limit_that_has_ended_is_not_shown(alice_client: Client, alice: Account, athlete: Athlete) -> None:
    change_connection(alice, waiting_until=timezone.now() - timedelta(seconds=1))
    assert "Waiting until" not in page_text(alice_client)


@pytest.mark.parametrize(
    ("days_ago", "message"), [(1, "Your activities stay here until"), (8, "Only IDs and links are left")]
)
def test_a_broken_grant_shows_how_long_activities_stay(
    alice_client: Client, alice: Account, athlete: Athlete, days_ago: int, message: str
) -> None:
    change_connection(alice, state=Connection.State.RECONNECT, full_pull_at=timezone.now() - timedelta(days=days_ago))
    assert message in page_text(alice_client)


def test_every_page_says_that_a_connection_needs_reconnecting(alice_client: Client, athlete: Athlete) -> None:
    athlete.fail("revoked")
    run_jobs()
    page = page_text(alice_client)
    assert "Strava no longer accepts our access key. Your activities stay here for up to 7 days. Reconnect" in page
    assert "Strava needs reconnecting." in page_text(alice_client, "/files/")


def test_a_switched_off_application_is_explained(alice_client: Client, athlete: Athlete) -> None:
    athlete.fail("inactive")
    run_jobs()
    page = page_text(alice_client)
    assert "Strava has turned off access for this install. See https://www.strava.com/settings/api." in page


def test_a_missing_registration_is_explained(alice_client: Client, athlete: Athlete, settings: Settings) -> None:
    settings.SANDBOX = False
    run_jobs()
    page = page_text(alice_client, "/connections/", "/sync/", f"/connections/{athlete.connection.pk}/")
    assert "This install is no longer registered with Strava." in page


def test_a_paused_connection_pulls_nothing_until_resumed(
    alice_client: Client, alice: Account, athlete: Athlete
) -> None:
    alice_client.post(f"/connections/{athlete.connection.pk}/pause/")
    run_jobs()
    assert athlete.reads() == 0
    page = page_text(alice_client)
    assert "No activities are imported while it is paused." in page
    assert "Strava is not syncing." in page
    assert "Everything is up to date." not in page
    alice_client.post("/sync/pull/")
    run_jobs()
    assert athlete.reads() == 0
    alice_client.post(f"/connections/{athlete.connection.pk}/resume/")
    run_jobs()
    assert "Up to date" in page_text(alice_client)


def test_both_buttons_start_a_pull(alice_client: Client, alice: Account, athlete: Athlete) -> None:
    run_jobs()
    for path in (f"/connections/{athlete.connection.pk}/pull/", "/sync/pull/"):
        assert alice_client.post(path).status_code == 303
        run_jobs()
        with owner_scope(alice):
            Pull.objects.update(started_at=timezone.now() - REQUEST_INTERVAL)
    with owner_scope(alice):
        assert list(Pull.objects.order_by("id").values_list("kind", flat=True)) == ["first", "now", "now"]


def test_a_pull_counts_what_it_could_not_read(alice_client: Client, athlete: Athlete) -> None:
    athlete.fail("no_date")
    run_jobs()
    assert "skipped because they couldn’t be read" in page_text(alice_client)


def test_the_sync_page_polls_while_a_pull_goes_on_and_then_stops(alice_client: Client, athlete: Athlete) -> None:
    response = alice_client.get("/sync/status/")
    assert response.status_code == 200
    assert "every 2s" in response.content.decode()
    assert "every 5s" in alice_client.get("/sync/status/?since=1").content.decode()
    run_jobs()
    response = alice_client.get("/sync/status/?since=nonsense")
    assert response.status_code == 286
    assert "every" not in response.content.decode()
    assert "30 new" in response.content.decode()


def test_a_poll_holds_the_message_only_when_it_is_new(alice_client: Client, athlete: Athlete) -> None:
    parameters = {"message": "Syncing Strava."}
    assert "#sync-message" not in alice_client.get("/sync/status/", parameters).content.decode()
    run_jobs()
    assert (
        'innerHTML:#sync-message">Everything is up to date.'
        in alice_client.get("/sync/status/", parameters).content.decode()
    )


def test_the_page_of_a_connection_polls_while_a_pull_goes_on(alice_client: Client, athlete: Athlete) -> None:
    path = f"/connections/{athlete.connection.pk}/"
    poll = f'hx-get="{path}"'
    assert poll in page_text(alice_client, path)
    run_jobs()
    assert poll not in page_text(alice_client, path)


def test_the_answer_to_a_poll_is_small(alice_client: Client, athlete: Athlete) -> None:
    run_jobs()
    assert len(alice_client.get("/sync/status/").content) < 4000


def test_the_pages_need_few_queries(
    alice_client: Client, athlete: Athlete, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    run_jobs()
    max_queries = {"/connections/": 6, "/sync/": 8, f"/connections/{athlete.connection.pk}/": 9, "/sync/status/": 5}
    for path, count in max_queries.items():
        with django_assert_max_num_queries(count):
            alice_client.get(path)
