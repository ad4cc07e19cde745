"""Every row about Strava in `docs/platform-errors.md` is true: played by the sandbox, it ends as it says."""

from collections.abc import Callable
from unittest.mock import patch

import pytest
from django.test import Client

from accounts.models import Account
from accounts.scope import owner_scope
from matching.models import WriteBack
from providers.models import Connection
from providers.sandbox.server import Sandbox
from providers.strava.provider import Strava
from tests.connections.clients import connect, consent_page_for, follow_callback, give_consent
from tests.markup import get_page, visible_text
from tests.providers.error_table import Play, connect_with, fault, read_rows, redeem_first
from tests.providers.factories import Athlete, connected, run_waiting_jobs
from tests.run_jobs import run_jobs
from tests.write_back.factories import Ride, create_ride

SCOPES = frozenset(Strava.requested_scopes)
READ_SCOPES, WRITE_SCOPE = Strava.read_scopes & SCOPES, Strava.write_scopes["name"]


def let_token_expire(athlete: Athlete, monkeypatch: pytest.MonkeyPatch) -> None:
    athlete.sandbox.database.grants.expire_access_tokens(athlete.code)


def move_api(athlete: Athlete, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Strava, "sandbox_api_path", "/api/v9")


def use_unknown_gear(athlete: Athlete, monkeypatch: pytest.MonkeyPatch) -> None:
    activities = athlete.sandbox.database.activities
    activities.update(activities.for_athlete(athlete.code)[0].id, gear="b987654321")


SYNCS: dict[str, Play] = {
    "access token expired": let_token_expire,
    "access withdrawn": fault("revoked", "list"),
    "permission to read withdrawn": lambda athlete, monkeypatch: None,
    "application turned off": fault("inactive", "list"),
    "wrong base address": move_api,
    "unknown gear": use_unknown_gear,
    "rate limit": fault("429", "list"),
    "server error": fault("500", "list"),
    "server error, five times": fault("500", "list", times=5),
    "no answer in time": fault("timeout", "list"),
    "lost connection": fault("lost_reply", "list"),
    "page instead of data": fault("html", "list"),
    "half an answer": fault("half_json", "list"),
    "activity without a date": fault("no_date", "list"),
}


@pytest.mark.parametrize("case", SYNCS)
def test_a_sync_ends_as_the_table_says(
    sandbox: Sandbox, alice: Account, alice_client: Client, monkeypatch: pytest.MonkeyPatch, case: str
) -> None:
    monkeypatch.setattr("providers.http.TIMEOUT_S", (1, 0.3))
    state, words = read_rows("Strava, while syncing")[case]
    with owner_scope(alice):
        granted_scopes = SCOPES - READ_SCOPES if case == "permission to read withdrawn" else SCOPES
        athlete = connected(sandbox, "demo", 10, granted_scopes)
        SYNCS[case](athlete, monkeypatch)
        run_jobs()
        for _ in range(4 if "five times" in case else 0):
            run_waiting_jobs()
    page = visible_text(get_page(alice_client, f"/connections/{athlete.connection.pk}/"))
    assert state in page
    assert words in page


def connect_unknown_client(client: Client, sandbox: Sandbox, code: str) -> str:
    """Connects while this install names itself wrongly in the exchange of the code."""
    callback_url = give_consent(consent_page_for(client), code=code)
    with patch("providers.registrations.SANDBOX_CLIENT", ("another", "sandbox-secret")):
        return follow_callback(client, callback_url)


CONSENTS: dict[str, Callable[[Client, Sandbox, str], str]] = {
    "athlete declines": lambda client, sandbox, code: connect(client, decision="cancel", code=code),
    "permission to read not given": lambda client, sandbox, code: connect(client, code=code, refuse=tuple(READ_SCOPES)),
    "code used before": redeem_first,
    "wrong client ID": connect_unknown_client,
    "server error": connect_with("500"),
    "application turned off": connect_with("inactive"),
}


@pytest.mark.parametrize("case", CONSENTS)
def test_a_consent_ends_as_the_table_says(sandbox: Sandbox, alice: Account, alice_client: Client, case: str) -> None:
    state, words = read_rows("Strava, while connecting")[case]
    page = CONSENTS[case](alice_client, sandbox, sandbox.database.athletes.create("small"))
    assert words in visible_text(page)
    assert state in visible_text(get_page(alice_client, "/connections/"))
    with owner_scope(alice):
        assert not Connection.objects.exists()


def delete_on_strava(ride: Ride) -> None:
    ride.athlete.sandbox.database.activities.delete(int(ride.provider_id))


CHANGES: dict[str, Callable[[Ride], None]] = {
    "activity deleted": delete_on_strava,
    "permission to change withdrawn": lambda ride: None,
    "access withdrawn": lambda ride: ride.add_fault("revoked", ("detail",)),
    "application turned off": lambda ride: ride.add_fault("inactive", ("detail",)),
    "rate limit": lambda ride: ride.add_fault("429", ("detail",)),
    "broken activity": lambda ride: ride.add_fault("broken_activity", (), activity=int(ride.provider_id)),
    "answer lost after the change": lambda ride: ride.add_fault("500_after_change", ("rename",)),
}


@pytest.mark.parametrize("case", CHANGES)
def test_a_change_ends_as_the_table_says(sandbox: Sandbox, alice: Account, alice_client: Client, case: str) -> None:
    state, words = read_rows("Strava, while changing an activity")[case]
    with owner_scope(alice):
        ride = create_ride(sandbox, SCOPES - {WRITE_SCOPE} if case == "permission to change withdrawn" else SCOPES)
        Connection.objects.update(granted_scopes=" ".join(SCOPES))
        ride.request_rename()
        CHANGES[case](ride)
        run_jobs()
        for _ in range(4 if state == "stopped" else 0):
            run_waiting_jobs()
        address = f"/workouts/{ride.workout.pk}/"
        assert WriteBack.objects.count() == 1
    page = visible_text(get_page(alice_client, address))
    assert words in page
    assert state in page


@pytest.mark.parametrize(
    ("section", "cases"),
    [
        ("Strava, while syncing", SYNCS),
        ("Strava, while connecting", CONSENTS),
        ("Strava, while changing an activity", CHANGES),
    ],
)
def test_every_row_of_the_table_is_played(section: str, cases: dict[str, object]) -> None:
    assert list(read_rows(section)) == list(cases)
