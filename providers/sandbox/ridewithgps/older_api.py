"""Answers the calls of the older API, which has gear, lists by offset, and changes trips."""

from typing import Any

from providers.sandbox.database.trips import SandboxTrip
from providers.sandbox.http import MalformedBody, SandboxResponse, json_response
from providers.sandbox.ridewithgps import changes, errors, older_payload, profile
from providers.sandbox.ridewithgps.call import RideWithGpsCall, with_own_trip, with_own_user

LIMIT, MAX_LIMIT, LAST_OFFSET = 20, 200, 1_000_000


def show_user(call: RideWithGpsCall) -> SandboxResponse:
    """Answers `GET /users/current.json`, with the gear."""
    return json_response({"user": profile.user_with_gear(call.user, call.athlete, call.gear)})


@with_own_user
def list_trips(call: RideWithGpsCall) -> SandboxResponse:
    """Answers `GET /users/<id>/trips.json`: trips from an offset on, the newest first."""
    limit = call.query_number("limit", LIMIT, MAX_LIMIT)
    offset = call.query_number("offset", 0, LAST_OFFSET, 0)
    trips = call.service.database.trips
    listed = trips.newest_first(call.athlete.code, limit=limit, offset=offset)
    rows = [older_payload.trip_row(trip, call.user, call.gear_of(trip)) for trip in listed]
    return json_response({"results": rows, "results_count": trips.count(call.athlete.code)})


@with_own_user
def list_gear(call: RideWithGpsCall) -> SandboxResponse:
    """Answers `GET /users/<id>/gear.json`."""
    limit = call.query_number("limit", LIMIT, MAX_LIMIT)
    offset = call.query_number("offset", 0, LAST_OFFSET, 0)
    rows = [profile.gear_row(gear, call.user) for gear in call.gear]
    return json_response({"results": rows[offset : offset + limit], "results_count": len(rows)})


@with_own_trip
def show_trip(call: RideWithGpsCall, trip: SandboxTrip) -> SandboxResponse:
    """Answers `GET /trips/<id>.json`, with the gear."""
    return _trip_response(call, trip)


@with_own_trip
def update_trip(call: RideWithGpsCall, trip: SandboxTrip) -> SandboxResponse:
    """Answers `PUT` and `PATCH /trips/<id>.json`: changes the name or the gear, named within `trip` or directly."""
    try:
        fields = call.request.json
    except MalformedBody:
        return errors.error_response(400, "The body is not JSON")
    fields = fields["trip"] if isinstance(fields.get("trip"), dict) else fields
    updates: dict[str, Any] = {}
    if "name" in fields:
        if not _is_name(fields["name"]):
            return errors.unprocessable("Name can't be blank")
        updates["name"] = fields["name"]
    if "gear_id" in fields:
        gear = next((gear for gear in call.gear if gear.id == fields["gear_id"]), None)
        if gear is None and fields["gear_id"] is not None:
            return errors.unprocessable("Gear must exist")
        updates["gear"] = gear.gear.id if gear else None
    changes.update_trip(call.service, trip.id, "application", **updates)
    return _trip_response(call, call.service.database.trips.get(trip.id) or trip)


def _is_name(value: Any) -> bool:
    """Returns whether a trip can have this name; JSON can hold halves of characters, which no text can."""
    return isinstance(value, str) and bool(value.strip()) and value == value.encode(errors="ignore").decode()


def _trip_response(call: RideWithGpsCall, trip: SandboxTrip) -> SandboxResponse:
    gear = call.gear_of(trip)
    gear_fields = {"gear": profile.gear_row(gear, call.user) if gear else None}
    return json_response({"type": "trip", "trip": older_payload.trip_row(trip, call.user, gear) | gear_fields})
