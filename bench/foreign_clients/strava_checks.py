"""Compares what the clients of Strava returned with the sandbox's database."""

from collections.abc import Iterable
from datetime import UTC
from typing import Any

from bench.foreign_clients.foreign_client import Check, Scenario, difference
from providers.sandbox.database.activities import SandboxActivity
from providers.sandbox.strava.stats import SUMMED_SPORTS


def check_tokens(scenario: Scenario, value: Any) -> str:
    """Compares access and refresh token with those of one live grant of the athlete."""
    grants = scenario.sandbox.database.grants
    access, refresh = grants.find_by_token(value[0], "access"), grants.find_by_token(value[1], "refresh")
    is_live = access is not None and refresh is not None and access.id == refresh.id and access.is_alive
    return "" if is_live and access and access.athlete == scenario.athlete_code else "the tokens are of no live grant"


def check_athlete(scenario: Scenario, value: Any) -> str:
    """Compares the athlete's id, name and gear."""
    athletes = scenario.sandbox.database.athletes
    athlete = athletes.get(scenario.athlete_code)
    assert athlete is not None
    gear = [gear.id for gear in athletes.gear(scenario.athlete_code) if not gear.fixture.is_retired]
    expected = {"id": athlete.number, "firstname": athlete.first, "lastname": athlete.last, "gear": gear}
    return difference(expected, value)


def check_statistics(scenario: Scenario, value: Any) -> str:
    """Compares the counts of rides, runs and swims that everybody may see."""
    fixtures = [
        activity.fixture for activity in scenario.sandbox.database.activities.for_athlete(scenario.athlete_code)
    ]
    sports = [fixture.sport for fixture in fixtures if not fixture.only_me]
    expected = {kind: sum(sport in wanted for sport in sports) for kind, wanted in SUMMED_SPORTS.items()}
    return difference(expected, value)


def check_before_and_after(scenario: Scenario, value: Any) -> str:
    """Compares the activities between two starts, newest first."""
    bounds = {"before": scenario.settings["before"], "after": scenario.settings["after"]}
    return difference(_rows(scenario.sandbox.database.activities.for_athlete(scenario.athlete_code, **bounds)), value)


def check_after(scenario: Scenario, value: Any) -> str:
    """Compares the activities after a start, oldest first."""
    activities = scenario.sandbox.database.activities.for_athlete(
        scenario.athlete_code, after=scenario.settings["after"]
    )
    return difference(_rows(reversed(activities)), value)


def check_everything(scenario: Scenario, value: Any) -> str:
    """Compares all activities, newest first."""
    return difference(_rows(scenario.sandbox.database.activities.for_athlete(scenario.athlete_code)), value)


def check_activity(scenario: Scenario, value: Any) -> str:
    """Compares one activity."""
    return difference(_row(_activity(scenario)), value)


def check_update(scenario: Scenario, value: Any) -> str:
    """Compares what the client sent, what the database holds now, and what the client read back."""
    fixture = _activity(scenario).fixture
    changes = scenario.settings["changes"]
    stored = {name: getattr(fixture, name) for name in changes}
    return difference(changes, stored) or difference(changes, value)


def check_form_update(scenario: Scenario, value: Any) -> str:
    """Compares the texts of an update by form, which takes no booleans."""
    fixture = _activity(scenario).fixture
    changes = {name: scenario.settings["changes"][name] for name in ("name", "description")}
    stored = {name: getattr(fixture, name) for name in changes}
    return difference(changes, stored) or difference(changes, value)


def check_gear(scenario: Scenario, value: Any) -> str:
    """Compares the retired gear, which only its own address gives."""
    owned = scenario.sandbox.database.athletes.gear(scenario.athlete_code)
    [gear] = [gear for gear in owned if gear.id == scenario.settings["gear"]]
    expected = {"id": gear.id, "name": gear.fixture.name, "brand": gear.fixture.brand, "model": gear.fixture.model}
    return difference(expected | {"distance": round(gear.fixture.distance_m)}, value)


def check_subscription(scenario: Scenario, value: Any) -> str:
    """Compares the id and the callback address of the subscription."""
    current = scenario.sandbox.database.subscriptions.current()
    return difference([current.id, current.callback_url] if current else None, value)


def check_subscriptions(scenario: Scenario, value: Any) -> str:
    """Compares the list of subscriptions, which has one."""
    current = scenario.sandbox.database.subscriptions.current()
    return difference([[current.id, current.callback_url]] if current else [], value)


def check_deleted(scenario: Scenario, value: Any) -> str:
    """Checks that the subscription is gone."""
    return "" if scenario.sandbox.database.subscriptions.current() is None else "the subscription is still there"


def check_handshake(scenario: Scenario, value: Any) -> str:
    """Checks that the client itself answered the handshake, which the sandbox accepted."""
    is_accepted = scenario.sandbox.database.subscriptions.current() is not None
    return "" if value == 1 and is_accepted else f"{value} handshakes, not accepted"


def check_event(scenario: Scenario, value: Any) -> str:
    """Compares the event of the update with the activity and its new name."""
    activity = _activity(scenario)
    expected = [activity.id, scenario.settings["athlete"], "update", {"title": activity.fixture.name}]
    return difference(expected, value)


def check_revoked(scenario: Scenario, value: Any) -> str:
    """Checks that the token which the client revoked gives no access any more."""
    grant = scenario.sandbox.database.grants.find_by_token(value, "access")
    return "" if grant is not None and not grant.is_alive else "the token is still valid"


def _activity(scenario: Scenario) -> SandboxActivity:
    activity = scenario.sandbox.database.activities.get(scenario.settings["activity"])
    assert activity is not None
    return activity


def _rows(activities: Iterable[SandboxActivity]) -> list[dict[str, Any]]:
    return [_row(activity) for activity in activities]


def _row(activity: SandboxActivity) -> dict[str, Any]:
    """Returns what the scripts return of an activity; the start is in Unix seconds."""
    fixture = activity.fixture
    return {
        "id": activity.id,
        "name": fixture.name,
        "start": fixture.start,
        "local": f"{fixture.local_start.replace(tzinfo=UTC):%Y-%m-%dT%H:%M:%S}",
        "sport": fixture.sport,
        "distance": fixture.distance_m,
        "moving": fixture.moving_s,
        "elapsed": fixture.elapsed_s,
        "elevation": fixture.gain_m,
        "gear": fixture.gear,
        "private": fixture.only_me,
    }


STRAVA_CHECKS: dict[str, Check] = {
    "exchange the code": check_tokens,
    "refresh the tokens": check_tokens,
    "athlete": check_athlete,
    "statistics": check_statistics,
    "activities": check_everything,
    "activities before and after": check_before_and_after,
    "activities after alone": check_after,
    "activity": check_activity,
    "gear": check_gear,
    "create a subscription": check_subscription,
    "list subscriptions": check_subscriptions,
    "update an activity": check_update,
    "delete a subscription": check_deleted,
    "deauthorize": check_revoked,
}
"""Every client of Strava makes these calls."""
