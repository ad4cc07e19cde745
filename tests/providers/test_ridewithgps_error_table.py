"""Every row about RideWithGPS in `docs/platform-errors.md` is true: played by the sandbox, it ends as it says."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
import requests
from django.test import Client
from django.utils import timezone

from accounts.models import Account
from accounts.scope import owner_scope
from matching.models import Workout, WriteBack
from matching.services.proposals import RequestedChange, choice_of
from matching.services.request_write_back import request_write_back
from providers.models import Connection, OAuthState
from providers.ridewithgps.provider import RideWithGPS
from providers.sandbox.ridewithgps.oauth import create_code
from providers.sandbox.server import Sandbox
from tests.activities.factories import upload_files
from tests.connections.clients import connect, consent_page_for, follow_callback, give_consent
from tests.markup import get_page, visible_text
from tests.providers.error_table import Play, connect_with, fault, read_rows, redeem_first
from tests.providers.factories import Athlete, connected, pulled, run_scheduled_pull, run_waiting_jobs
from tests.run_jobs import run_jobs
from tests.waiting import TIMEOUT_S

PROVIDER = "ridewithgps"
SYNCING, FEED = "RideWithGPS, while syncing", "RideWithGPS, while reading its change feed"
CONNECTING, CHANGING = "RideWithGPS, while connecting", "RideWithGPS, while changing a trip"
FILE_NAME = "Home before the rain"


def move_api(athlete: Athlete, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(RideWithGPS, "sandbox_api_path", "/ridewithgps/moved")


SYNCS: dict[str, Play] = {
    "access withdrawn": fault("revoked", "list"),
    "application turned off": fault("inactive", "list"),
    "wrong base address": move_api,
    "rate limit": fault("429", "list"),
    "server error": fault("500", "list"),
    "server error, five times": fault("500", "list", times=5),
    "no answer in time": fault("timeout", "list"),
    "lost connection": fault("lost_reply", "list"),
    "page instead of data": fault("html", "list"),
    "half an answer": fault("half_json", "list"),
    "empty answer": fault("empty_answer", "list"),
    "trip without a date": fault("no_date", "list"),
    "gear refused": fault("403", "gear"),
}


@pytest.mark.parametrize("case", SYNCS)
def test_a_sync_ends_as_the_table_says(
    sandbox: Sandbox, alice: Account, alice_client: Client, monkeypatch: pytest.MonkeyPatch, case: str
) -> None:
    monkeypatch.setattr("providers.http.TIMEOUT_S", (1, 0.3))
    with owner_scope(alice):
        athlete = connected(sandbox, "demo", 10, provider=PROVIDER)
        SYNCS[case](athlete, monkeypatch)
        run_jobs()
        for _ in range(4 if "five times" in case else 0):
            run_waiting_jobs()
    assert_page_says(SYNCING, case, alice_client, athlete)


def assert_page_says(section: str, case: str, client: Client, athlete: Athlete) -> None:
    """Checks that the page of the connection shows the state and the words of a row."""
    state, words = read_rows(section)[case]
    page = visible_text(get_page(client, f"/connections/{athlete.connection.pk}/"))
    assert state in page
    assert words in page


def change_a_trip(athlete: Athlete) -> int:
    """Renames the newest trip on RideWithGPS; returns its id."""
    trip_id: int = athlete.sandbox.database.trips.newest_first(athlete.code, limit=1)[0].id
    athlete.sandbox.database.trips.update(trip_id, name="Changed")
    return trip_id


def change_and_fail_its_read(athlete: Athlete, monkeypatch: pytest.MonkeyPatch) -> None:
    change_a_trip(athlete)
    athlete.fail("404", ("detail",), times=9)


FEEDS: dict[str, Play] = {
    "access withdrawn": fault("revoked", "changes"),
    "refused": fault("403", "changes"),
    "rate limit": fault("429", "changes"),
    "server error": fault("500", "changes"),
    "lost connection": fault("lost_reply", "changes"),
    "half an answer": fault("half_json", "changes"),
    "empty answer": fault("empty_answer", "changes"),
    "changed trip is gone": change_and_fail_its_read,
}


@pytest.mark.parametrize("case", FEEDS)
def test_reading_the_change_feed_ends_as_the_table_says(
    sandbox: Sandbox, alice: Account, alice_client: Client, monkeypatch: pytest.MonkeyPatch, case: str
) -> None:
    with owner_scope(alice):
        athlete = pulled(sandbox, "demo", 10, provider=PROVIDER)
        FEEDS[case](athlete, monkeypatch)
        run_scheduled_pull(athlete.connection)
    assert_page_says(FEED, case, alice_client, athlete)


def exchange_with_wrong_secret(client: Client, sandbox: Sandbox, code: str) -> str:
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr("providers.registrations.SANDBOX_CLIENT", ("sandbox", "wrong"))
        return connect(client, code=code, provider=PROVIDER)


def return_with_a_code_of_another_address(client: Client, sandbox: Sandbox, code: str) -> str:
    callback_url = give_consent(consent_page_for(client, PROVIDER), code=code)
    other_code = create_code(sandbox.service, code, "http://testserver/elsewhere/")
    return follow_callback(client, re.sub(r"([?&]code=)[^&]*", rf"\g<1>{other_code}", callback_url))


def return_without_state(sandbox: Sandbox, client: Client, code: str) -> str:
    """Gives a consent that RideWithGPS answers without the state; returns the URL that it redirects to."""
    sandbox.service.ridewithgps.returns_state = False
    callback_url = give_consent(consent_page_for(client, PROVIDER), code=code)
    assert "state=" not in callback_url
    return callback_url


def connect_without_state(client: Client, sandbox: Sandbox, code: str) -> str:
    return follow_callback(client, return_without_state(sandbox, client, code))


def connect_without_state_too_late(client: Client, sandbox: Sandbox, code: str) -> str:
    callback_url = return_without_state(sandbox, client, code)
    OAuthState.across_accounts.update(created_at=timezone.now() - timedelta(minutes=10, seconds=1))
    return follow_callback(client, callback_url)


def connect_without_state_in_another_browser(client: Client, sandbox: Sandbox, code: str) -> str:
    callback_url = return_without_state(sandbox, client, code)
    other_browser = Client()
    other_browser.force_login(Account.objects.get(), backend="allauth.account.auth_backends.AuthenticationBackend")
    return follow_callback(other_browser, callback_url)


def connect_without_state_while_two_are_under_way(client: Client, sandbox: Sandbox, code: str) -> str:
    consent_page_for(client, PROVIDER)
    return connect_without_state(client, sandbox, code)


def decline_without_state(client: Client, sandbox: Sandbox, code: str) -> str:
    sandbox.service.ridewithgps.returns_state = False
    return connect(client, decision="cancel", code=code, provider=PROVIDER)


CONSENTS: dict[str, Callable[[Client, Sandbox, str], str]] = {
    "athlete declines": lambda client, sandbox, code: connect(client, decision="cancel", code=code, provider=PROVIDER),
    "athlete declines, no state returned": decline_without_state,
    "code used before": lambda client, sandbox, code: redeem_first(client, sandbox, code, PROVIDER),
    "code for another address": return_with_a_code_of_another_address,
    "wrong client secret": exchange_with_wrong_secret,
    "server error": connect_with("500", PROVIDER),
    "lost connection": connect_with("lost_reply", PROVIDER),
    "half an answer": connect_with("half_json", PROVIDER),
    "application turned off": connect_with("inactive", PROVIDER),
    "no state returned, same browser": connect_without_state,
    "no state returned, after ten minutes": connect_without_state_too_late,
    "no state returned, another browser": connect_without_state_in_another_browser,
    "no state returned, two under way": connect_without_state_while_two_are_under_way,
}


@pytest.mark.parametrize("case", CONSENTS)
def test_a_consent_ends_as_the_table_says(sandbox: Sandbox, alice: Account, alice_client: Client, case: str) -> None:
    state, words = read_rows(CONNECTING)[case]
    page = CONSENTS[case](alice_client, sandbox, sandbox.database.athletes.create("small"))
    assert words in visible_text(page)
    assert state in visible_text(get_page(alice_client, "/connections/"))
    with owner_scope(alice):
        assert Connection.objects.exists() == (state == "Importing")


@dataclass(frozen=True)
class Trip:
    """A trip of the current owner was pulled, and its file uploaded with another name, which leads."""

    athlete: Athlete
    id: int
    workout: Workout
    name: str

    def request_rename(self) -> WriteBack:
        """Requests the file's name for RideWithGPS, as a click does."""
        change = RequestedChange(PROVIDER, str(self.id), "name", before=self.name, after=FILE_NAME)
        return request_write_back(choice_of(self.workout.pk, change))


def create_trip(sandbox: Sandbox) -> Trip:
    """Creates a trip with two names; the one on RideWithGPS is a device's, so that the file's leads."""
    athlete = connected(sandbox, "small", provider=PROVIDER)
    for trip in sandbox.database.trips.newest_first(athlete.code, limit=99):
        sandbox.database.trips.update(trip.id, name="Track 2026-10-24")
    run_jobs()
    files = sandbox.database.athletes.files(athlete.code)
    number = next(file.activity for file in files if file.kind == "gpx" and file.activity)
    url = f"{sandbox.url}/athletes/{athlete.code}/files/{number}.gpx"
    content = requests.get(url, timeout=TIMEOUT_S).content
    upload_files({"ride.gpx": re.sub(rb"<name>[^<]*</name>", f"<name>{FILE_NAME}</name>".encode(), content)})
    run_jobs()
    workout = Workout.objects.get(members__activity__provider="file")
    activity = workout.members.get(activity__provider=PROVIDER).activity
    return Trip(athlete, int(activity.provider_id), workout, activity.name or "")


CHANGES: dict[str, Callable[[Trip], None]] = {
    "trip deleted": lambda trip: trip.athlete.sandbox.database.trips.delete(trip.id),
    "access withdrawn": lambda trip: trip.athlete.fail("revoked", ("detail",)),
    "change forbidden": lambda trip: trip.athlete.fail("403", ("rename",)),
    "address of the change is gone": lambda trip: trip.athlete.fail("404", ("rename",)),
    "change not accepted": lambda trip: trip.athlete.fail("422", ("rename",)),
    "access withdrawn before the change": lambda trip: trip.athlete.fail("revoked", ("rename",)),
    "rate limit": lambda trip: trip.athlete.fail("429", ("detail",)),
    "broken trip": lambda trip: trip.athlete.fail("broken_activity", (), activity=trip.id),
    "empty answer after the change": lambda trip: trip.athlete.fail("empty_answer", ("rename",)),
    "error after the change": lambda trip: trip.athlete.fail("500_after_change", ("rename",)),
    "lost reply after the change": lambda trip: trip.athlete.fail("lost_reply", ("rename",)),
}


@pytest.mark.parametrize("case", CHANGES)
def test_a_change_ends_as_the_table_says(sandbox: Sandbox, alice: Account, alice_client: Client, case: str) -> None:
    state, words = read_rows(CHANGING)[case]
    with owner_scope(alice):
        trip = create_trip(sandbox)
        trip.request_rename()
        CHANGES[case](trip)
        run_jobs()
        for _ in range(4 if state == "stopped" else 0):
            run_waiting_jobs()
        assert WriteBack.objects.count() == 1
    page = visible_text(get_page(alice_client, f"/workouts/{trip.workout.pk}/"))
    assert words in page
    assert state in page


@pytest.mark.parametrize("case", ["error after the change", "lost reply after the change"])
def test_a_change_whose_answer_is_lost_is_read_again_and_not_sent_twice(
    sandbox: Sandbox, as_alice: Account, case: str
) -> None:
    trip = create_trip(sandbox)
    row = trip.request_rename()
    CHANGES[case](trip)
    run_jobs()
    run_waiting_jobs()
    row.refresh_from_db()
    assert row.state == WriteBack.State.DONE
    assert trip.athlete.writes() == 1


@pytest.mark.parametrize(
    ("section", "cases"), [(SYNCING, SYNCS), (FEED, FEEDS), (CONNECTING, CONSENTS), (CHANGING, CHANGES)]
)
def test_every_row_of_the_table_is_played(section: str, cases: dict[str, object]) -> None:
    assert list(read_rows(section)) == list(cases)
