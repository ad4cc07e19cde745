"""Compares what the clients of RideWithGPS returned with the sandbox's database."""

import hashlib
from collections.abc import Iterable
from typing import Any

from bench.foreign_clients.foreign_client import Check, Scenario, difference
from providers.sandbox.database.ridewithgps_users import RideWithGpsUser
from providers.sandbox.database.trips import SandboxTrip
from providers.sandbox.platforms import RIDEWITHGPS
from providers.sandbox.recording import write_recording

ALL_TRIPS = 1_000_000
MAX_DIFFERENCE = 0.002
"""RideWithGPS's distance differs from the recording's by less than this share."""


def check_token(scenario: Scenario, value: Any) -> str:
    """Checks that the token is of a live grant of the athlete, and compares the id of the user."""
    grant = scenario.sandbox.database.grants.find_by_token(value[0], "access", RIDEWITHGPS)
    if grant is None or not grant.is_alive or grant.athlete != scenario.athlete_code:
        return "the token is of no live grant"
    return difference(_user(scenario).id, value[1])


def check_user(scenario: Scenario, value: Any) -> str:
    """Compares the id and the name of the user."""
    athlete = scenario.sandbox.database.athletes.get(scenario.athlete_code)
    assert athlete is not None
    return difference({"id": _user(scenario).id, "name": f"{athlete.first} {athlete.last}"}, value)


def check_trips(scenario: Scenario, value: Any) -> str:
    """Compares all trips, the one that was changed last first."""
    trips = scenario.sandbox.database.trips.last_updated_first(scenario.athlete_code, limit=ALL_TRIPS)
    return _compare_trips(trips, value)


def check_older_list(scenario: Scenario, value: Any) -> str:
    """Compares all trips as the older API lists them, newest first."""
    return _compare_trips(scenario.sandbox.database.trips.newest_first(scenario.athlete_code), value)


def check_trip(scenario: Scenario, value: Any) -> str:
    """Compares one trip and its gear."""
    trip = _trip(scenario)
    return _compare_trips([trip], [value["trip"]]) or difference(_gear_id(scenario, trip), value["gear"])


def check_changes(scenario: Scenario, value: Any) -> str:
    """Compares the user's own trips among all that ever happened: none was changed after its creation."""
    expected = sorted(
        ["created", trip.id] for trip in scenario.sandbox.database.trips.newest_first(scenario.athlete_code)
    )
    return difference(expected, sorted(value))


def check_gear(scenario: Scenario, value: Any) -> str:
    """Compares all gear, with its nicknames."""
    owned = scenario.sandbox.database.ridewithgps_users.gear(scenario.athlete_code)
    expected = [
        [item.id, item.gear.fixture.brand, item.gear.fixture.model, item.gear.fixture.nickname or None]
        for item in owned
    ]
    return difference(expected, value)


def check_rename(scenario: Scenario, value: Any) -> str:
    """Compares the name that the client sent, the one that the database holds now, and the one read back."""
    wanted = scenario.settings["name"]
    return difference(wanted, _trip(scenario).fixture.name) or difference(wanted, value)


def check_set_gear(scenario: Scenario, value: Any) -> str:
    """Compares the gear that the client set, the one that the database holds now, and the one read back."""
    wanted = scenario.settings["gear"]
    return difference(wanted, _gear_id(scenario, _trip(scenario))) or difference(wanted, value)


def check_gpx(scenario: Scenario, value: Any) -> str:
    """Compares the GPX file with the one that the device recorded."""
    return _compare_file(scenario, "gpx", value)


def check_tcx(scenario: Scenario, value: Any) -> str:
    """Compares the TCX file with the one that the device recorded."""
    return _compare_file(scenario, "tcx", value)


def check_deleted(scenario: Scenario, value: Any) -> str:
    """Checks that the trip is deleted, and that the changes say so."""
    trip_id = scenario.settings["deleted_trip"]
    is_deleted = scenario.sandbox.database.trips.get(trip_id) is None
    return difference([["deleted", trip_id]], value) if is_deleted else "the trip is still there"


def _compare_trips(trips: Iterable[SandboxTrip], values: list[dict[str, Any]]) -> str:
    """Compares what the scripts return of trips; distances may differ a little from what was recorded."""
    recorded = [_row(trip) for trip in trips]
    mismatch = difference([row | {"distance": 0} for row in recorded], [value | {"distance": 0} for value in values])
    for row, value in zip(recorded, values, strict=False):
        if abs(row["distance"] - value["distance"]) > max(1, row["distance"] * MAX_DIFFERENCE):
            mismatch = mismatch or f"{value['id']} has {value['distance']} m, not {row['distance']}"
    return mismatch


def _row(trip: SandboxTrip) -> dict[str, Any]:
    """Returns what the scripts return of a trip; the start is in Unix seconds."""
    fixture = trip.fixture
    lengths = {"distance": fixture.distance_m, "duration": fixture.elapsed_s}
    return {"id": trip.id, "name": fixture.name, "start": fixture.start, **lengths}


def _compare_file(scenario: Scenario, kind: str, digest: str) -> str:
    return difference(hashlib.sha256(write_recording(_trip(scenario).fixture, kind)).hexdigest(), digest)


def _user(scenario: Scenario) -> RideWithGpsUser:
    user = scenario.sandbox.database.ridewithgps_users.get(scenario.athlete_code)
    assert user is not None
    return user


def _trip(scenario: Scenario) -> SandboxTrip:
    trip = scenario.sandbox.database.trips.get(scenario.settings["trip"])
    assert trip is not None
    return trip


def _gear_id(scenario: Scenario, trip: SandboxTrip) -> int | None:
    owned = scenario.sandbox.database.ridewithgps_users.gear(scenario.athlete_code)
    return next((item.id for item in owned if item.gear.id == trip.fixture.gear), None)


RIDEWITHGPS_CHECKS: dict[str, Check] = {
    "exchange the code": check_token,
    "user": check_user,
    "trips": check_trips,
    "trips by the older API": check_older_list,
    "trip": check_trip,
    "changes": check_changes,
    "gear": check_gear,
    "rename a trip by PUT": check_rename,
    "set gear by PATCH": check_set_gear,
    "GPX": check_gpx,
    "TCX": check_tcx,
    "delete a trip": check_deleted,
}
"""Every client of RideWithGPS makes these calls."""
