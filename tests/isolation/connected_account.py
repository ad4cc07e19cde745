"""Connects an account to Strava without calling it, and lets it have made a change there in each state."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils import timezone

from matching.models import Expectation, TrimmedActivity, Workout, WriteBack
from matching.services.proposals import RequestedChange, choice_of
from providers.credentials import Tokens
from providers.models import Connection, Gear, OAuthState, Pull, SkippedActivity
from providers.oauth import hash_state
from providers.services.tokens import encrypt_tokens
from tests.write_back.factories import create_write_back

SCOPES = "read activity:read_all activity:write"


def connect_platform(word: str, ids: dict[str, str]) -> dict[str, str]:
    """Creates the current owner's connection and what belongs to it; returns the ids by name."""
    tokens = Tokens(f"{word} access", f"{word} refresh", datetime(2100, 1, 1, tzinfo=UTC))
    connection = Connection.objects.create(
        provider="strava",
        registration_name="sandbox",
        athlete_id=f"{word}-athlete",
        granted_scopes=SCOPES,
        encrypted_tokens=encrypt_tokens("strava", tokens),
        next_pull_at=timezone.now() + timedelta(days=1),
    )
    Gear.objects.create(connection=connection, gear_id=f"{word}-gear", label=f"{word} bike")
    Pull.objects.create(connection=connection, kind=Pull.Kind.DAILY, ended_at=timezone.now())
    SkippedActivity.objects.create(connection=connection, provider_id=f"{word}-skipped", reason="no_start")
    Expectation.objects.create(connection=connection, sport="ride")
    workout = Workout.objects.get(pk=ids["workout"])
    TrimmedActivity.objects.create(
        connection=connection, workout=workout, provider_id=f"{word}-trimmed", confirmed_at=timezone.now()
    )
    OAuthState.objects.create(
        provider="strava",
        registration_name="sandbox",
        state_hash=hash_state(f"{word}-state", "another browser"),
        browser_hash=hash_state("", "another browser"),
    )
    change = RequestedChange("strava", ids["provider_id"], "name", f"{word} on Strava ride", f"{word} ride")
    named = {"connection": str(connection.pk), "state": f"{word}-state", "choice": str(choice_of(workout.pk, change))}
    return named | _change_names(word, connection, ids)


def _change_names(word: str, connection: Connection, ids: dict[str, str]) -> dict[str, str]:
    ended: dict[str, Any] = {"ended_at": timezone.now(), "sent_at": timezone.now()}
    first = {"workout_id": ids["workout"], "provider_id": ids["provider_id"]}
    third = {"workout_id": ids["third_workout"], "provider_id": ids["third_provider_id"]}
    states: dict[str, dict[str, Any]] = {
        "done": {"state": WriteBack.State.DONE, **first, **ended},
        "conflict": {"state": WriteBack.State.CONFLICT, "actual_before": f"{word} found", **first, **ended},
        "failed": {"state": WriteBack.State.FAILED, "reason": "busy", **first, **ended},
        "unsent": {"state": WriteBack.State.QUEUED, **third},
    }
    texts = {"field": "name", "expected_before": f"{word} before", "desired_after": f"{word} after"}
    return {
        name: str(create_write_back(connection=connection, **texts, **values).pk) for name, values in states.items()
    }
