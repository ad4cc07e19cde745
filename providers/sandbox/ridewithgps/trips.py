"""Answers the calls of the API v1: trips, their changes, and the user."""

from datetime import UTC, datetime
from math import ceil
from typing import Any
from urllib.parse import urlencode

from providers.sandbox.database.trips import SandboxTrip
from providers.sandbox.http import SandboxResponse, json_response
from providers.sandbox.recording import CONTENT_TYPES, file_kinds, file_stem, write_recording
from providers.sandbox.ridewithgps import changes, errors, payload, profile
from providers.sandbox.ridewithgps.call import PINNED_TRIP, PINNED_TRIP_OWNER, RideWithGpsCall, with_own_trip

PAGE_SIZE, MAX_PAGE_SIZE, LAST_PAGE = 20, 200, 1_000_000


def list_trips(call: RideWithGpsCall) -> SandboxResponse:
    """Answers `GET /api/v1/trips.json`: a page of trips, the one that was changed last first."""
    page = call.query_number("page", 1, LAST_PAGE)
    size = call.query_number("page_size", PAGE_SIZE, MAX_PAGE_SIZE, PAGE_SIZE)
    trips = call.service.database.trips
    count = trips.count(call.athlete.code)
    next_page = urlencode({"page": page + 1, "page_size": size})
    pagination = {
        "record_count": count,
        "page_count": ceil(count / size),
        "page_size": size,
        "next_page_url": f"{call.base_url}/api/v1/trips.json?{next_page}" if page * size < count else None,
    }
    listed = trips.last_updated_first(call.athlete.code, limit=size, offset=(page - 1) * size)
    rows = [payload.trip_summary(trip, call.user, call.base_url) for trip in listed]
    return json_response({"trips": rows, "meta": {"pagination": pagination}})


def list_changes(call: RideWithGpsCall) -> SandboxResponse:
    """Answers `GET /api/v1/sync.json`: what happened since a time, and the time for the next call."""
    try:
        since = datetime.fromisoformat(call.request.query.get("since", ""))
        timestamp = (since if since.tzinfo else since.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        return errors.error_response(400, "since must be an ISO 8601 datetime")
    assets = call.request.query.get("assets", "routes,trips")
    items = _changes_since(call, timestamp) if "trips" in assets.split(",") else []
    now = datetime.now(UTC).isoformat(timespec="seconds")
    next_sync = urlencode({"assets": assets, "since": now})
    meta = {"rwgps_datetime": now, "next_sync_url": f"{call.base_url}/api/v1/sync.json?{next_sync}"}
    return json_response({"items": items, "meta": meta})


def _changes_since(call: RideWithGpsCall, since: float) -> list[dict[str, Any]]:
    """Returns what happened since a Unix second, in that second too, in the order in which it happened."""
    trips = call.service.database.trips.changed_since(call.athlete.code, since)
    items = [_change_item(call, *trip.last_action(since), trip.id, call.user.id) for trip in trips]
    if call.user.joined_at >= since:
        items.append(_change_item(call, "added", call.user.joined_at, PINNED_TRIP, PINNED_TRIP_OWNER))
    return sorted(items, key=lambda item: item["datetime"])


def _change_item(call: RideWithGpsCall, action: str, at: float, trip_id: int, owner_id: int) -> dict[str, Any]:
    collection = {"id": call.user.id, "type": "pinned", "name": "pinned", "url": None} if action == "added" else None
    return {
        "item_type": "trip",
        "item_id": trip_id,
        "item_user_id": owner_id,
        "item_url": f"{call.base_url}/api/v1/trips/{trip_id}.json",
        "action": action,
        "datetime": profile.format_time(datetime.fromtimestamp(at, UTC)),
        "collection": collection,
    }


@with_own_trip
def show_trip(call: RideWithGpsCall, trip: SandboxTrip) -> SandboxResponse:
    """Answers `GET /api/v1/trips/<id>.json`."""
    return json_response({"trip": payload.trip_detail(trip, call.user, call.gear_of(trip), call.base_url)})


@with_own_trip
def delete_trip(call: RideWithGpsCall, trip: SandboxTrip) -> SandboxResponse:
    """Answers `DELETE /api/v1/trips/<id>.json`."""
    changes.delete_trip(call.service, trip.id)
    return SandboxResponse(204)


@with_own_trip
def download_trip(call: RideWithGpsCall, trip: SandboxTrip) -> SandboxResponse:
    """Answers `GET /api/v1/trips/<id>.<kind>` and the older address with the file that the device recorded."""
    if call.file_kind not in file_kinds(trip.fixture):
        return errors.not_found()
    name = f"{file_stem(trip.fixture)}.{call.file_kind}"
    headers = (("Content-Disposition", f'attachment; filename="{name}"'),)
    body = write_recording(trip.fixture, call.file_kind)
    return SandboxResponse(200, body, CONTENT_TYPES[call.file_kind], headers)


def show_user(call: RideWithGpsCall) -> SandboxResponse:
    """Answers `GET /api/v1/users/current.json`."""
    return json_response({"user": profile.user_summary(call.user, call.athlete)})
