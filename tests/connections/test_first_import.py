"""The first pull shows from its first page on how many activities came and how far back, and ends at the calendar."""

from datetime import datetime

import pytest
from django.test import Client
from django.utils import timezone

from accounts.jobs.models import Worker
from accounts.jobs.services.run import next_job_id, run_job
from accounts.models import Account
from accounts.scope import owner_scope
from providers.models import Connection, Pull
from providers.sandbox.server import Sandbox
from providers.web.pages.listed import format_listed
from tests.markup import get_page
from tests.matching_pages.factories import create_workout
from tests.providers.factories import Athlete, connected
from tests.queries import count_page_queries
from tests.run_jobs import run_jobs

pytestmark = pytest.mark.postgres

BANNER = "/sync/banner/"
OPEN_CALENDAR = 'button-primary" href="/">Open the calendar</a>'


@pytest.fixture
def athlete(sandbox: Sandbox, alice: Account) -> Athlete:
    """Connects an athlete while a worker is alive, without which the banner would say that there is none."""
    Worker.objects.create(host="here", pid=1)
    with owner_scope(alice):
        return connected(sandbox, "demo", 30)


def pull_first_page(alice: Account) -> str:
    """Runs steps until the first page is stored; returns how far back it is."""
    with owner_scope(alice):
        while not Pull.objects.get().listed_count:
            run_job(next_job_id() or 0)
        oldest = Pull.objects.get().oldest_listed_at
    assert oldest
    return f"{oldest:%B %Y}"


def this_year() -> str:
    return f"/calendar/{timezone.now().year}/"


def test_every_page_of_the_first_pull_shows_its_count_from_the_first_page_on(
    alice_client: Client, alice: Account, athlete: Athlete
) -> None:
    oldest = pull_first_page(alice)
    progress = f"30 activities so far, back to {oldest}."
    for address in ("/sync/", "/connections/", f"/connections/{athlete.connection.pk}/", "/sync/status/"):
        assert progress[1:] in get_page(alice_client, address), address
    assert f"Importing from Strava: {progress}" in get_page(alice_client, this_year())


@pytest.mark.parametrize(
    ("count", "oldest", "text"),
    [
        (0, None, "no activities so far"),
        (1, datetime(2026, 5, 10), "1 activity so far, back to May 2026"),
        (1240, datetime(2021, 3, 1), "1,240 activities so far, back to March 2021"),
    ],
)
def test_the_progress_is_a_count_and_a_month(count: int, oldest: datetime | None, text: str) -> None:
    assert format_listed(count, oldest) == text


def test_the_banner_polls_until_the_import_has_finished(alice_client: Client, athlete: Athlete) -> None:
    response = alice_client.get(BANNER)
    assert response.status_code == 200
    assert 'hx-trigger="every 5s"' in response.content.decode()
    run_jobs()
    response = alice_client.get(BANNER)
    assert response.status_code == 286
    assert "The import has finished." in response.content.decode()
    assert "hx-trigger" not in response.content.decode()


@pytest.mark.parametrize("values", [{"is_paused": True}, {"state": Connection.State.RECONNECT}])
def test_a_pull_that_does_not_go_on_has_no_banner(
    alice_client: Client, alice: Account, athlete: Athlete, values: dict[str, object]
) -> None:
    with owner_scope(alice):
        Connection.objects.update(**values)
    assert "Importing from" not in get_page(alice_client, this_year())


def test_only_a_first_pull_has_a_banner(alice_client: Client, alice: Account, athlete: Athlete) -> None:
    run_jobs()
    alice_client.post(f"/connections/{athlete.connection.pk}/pull/")
    assert "Importing from" not in get_page(alice_client, this_year())


def test_the_banner_takes_no_query_of_its_own(alice_client: Client, alice: Account, athlete: Athlete) -> None:
    with owner_scope(alice):
        create_workout()
    count = count_page_queries(alice_client, "/calendar/2026/")
    assert count_page_queries(alice_client, BANNER) <= 3
    with owner_scope(alice):
        Pull.objects.update(ended_at=timezone.now())
    assert count_page_queries(alice_client, "/calendar/2026/") == count <= 8


def test_the_end_of_the_first_pull_leads_to_the_calendar(
    alice_client: Client, alice: Account, athlete: Athlete
) -> None:
    pages = ("/sync/", f"/connections/{athlete.connection.pk}/")
    for page in pages:
        assert OPEN_CALENDAR not in get_page(alice_client, page)
        assert "button-primary" not in get_page(alice_client, page).partition("<main")[2]
    run_jobs()
    for page in pages:
        markup = get_page(alice_client, page)
        assert OPEN_CALENDAR in markup
        assert markup.count("button-primary") == 1
    alice_client.post("/sync/pull/")
    run_jobs()
    for page in pages:
        assert OPEN_CALENDAR not in get_page(alice_client, page)
        assert get_page(alice_client, page).count("button-primary") == 1
