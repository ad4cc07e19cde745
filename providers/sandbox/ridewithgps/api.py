"""Answers the API v1 under `/api/v1`, and the older API beside it."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property, partial
from math import ceil
from typing import Any
from urllib.parse import urlencode

from providers.sandbox.database.athletes import SandboxAthlete
from providers.sandbox.database.calls import CallNature
from providers.sandbox.database.ridewithgps_users import RideWithGpsGear, RideWithGpsUser
from providers.sandbox.database.trips import SandboxTrip
from providers.sandbox.http import MalformedBody, SandboxRequest, SandboxResponse, json_response
from providers.sandbox.platforms import RIDEWITHGPS
from providers.sandbox.recording import CONTENT_TYPES, file_kinds, file_stem, write_recording
from providers.sandbox.ridewithgps import changes, errors, payload, profile
from providers.sandbox.ridewithgps.faults import FAULTY_RIDEWITHGPS
from providers.sandbox.service import SandboxService

PREFIX = "/ridewithgps"
PAGE_SIZE, MAX_PAGE_SIZE, LAST_PAGE = 20, 200, 1_000_000
MAX_LEGACY_LIMIT = 200
PINNED_TRIP, PINNED_TRIP_OWNER = 217, 2
"""Everybody pinned this trip of another user on the day of joining; nobody but its owner may read it."""


@dataclass(frozen=True)
class ApiCall:
    """Represents one call with a valid token; `ids` are the numbers in its address."""

    service: SandboxService
    request: SandboxRequest
    athlete: SandboxAthlete
    user: RideWithGpsUser
    ids: tuple[int, ...]
    file_kind: str = ""

    @cached_property
    def gear(self) -> list[RideWithGpsGear]:
        """Returns the gear of the athlete."""
        return self.service.database.ridewithgps_users.gear(self.athlete.code)

    @property
    def base_url(self) -> str:
        """Returns the address under which the caller reached RideWithGPS."""
        return f"http://{self.request.headers.get('host', 'localhost')}{PREFIX}"

    def gear_of(self, trip: SandboxTrip) -> RideWithGpsGear | None:
        """Returns the gear of a trip, or None."""
        return next((gear for gear in self.gear if gear.gear.id == trip.fixture.gear), None)

    def query_number(self, name: str, default: int, maximum: int, minimum: int = 1) -> int:
        """Returns a number of the query within its bounds; one that is none counts as the default."""
        text = self.request.query.get(name, "")
        return min(max(int(text), minimum), maximum) if text.isdecimal() and len(text) < 19 else default


def respond_to_api(service: SandboxService, request: SandboxRequest) -> SandboxResponse:
    """Returns the response to a call, with the next fault applied to it; counts and logs the call."""
    route = _find_route(request)
    grant = service.database.grants.find_by_token(request.bearer_token, "access", RIDEWITHGPS)
    athlete = grant.athlete if grant else ""
    fault = None
    if route is None:
        response = errors.not_found()
    else:
        trip_id = route.ids[0] if route.ids and route.kind in ("detail", "rename", "delete", "file") else None
        fault = service.database.faults.pop(athlete, route.kind, trip_id, RIDEWITHGPS)
        action = partial(_check_and_handle, service, request, route)
        response = FAULTY_RIDEWITHGPS.apply_fault(service, athlete, fault, action) if fault else action()
    nature: CallNature = "read" if request.method == "GET" else "write"
    service.database.calls.log(athlete, nature, request, response, fault.fault if fault else "", RIDEWITHGPS)
    return response


def _check_and_handle(service: SandboxService, request: SandboxRequest, route: "ApiRoute") -> SandboxResponse:
    """Checks the token and the limits, then calls the handler."""
    grant = service.database.grants.find_by_token(request.bearer_token, "access", RIDEWITHGPS)
    athlete = service.database.athletes.get(grant.athlete) if grant else None
    user = service.database.ridewithgps_users.get(grant.athlete) if grant else None
    if grant is None or athlete is None or user is None or not grant.is_alive:
        return errors.not_authenticated()
    if not service.ridewithgps.limits.count_call(athlete.code):
        return errors.rate_limited()
    return route.handler(ApiCall(service, request, athlete, user, route.ids, route.file_kind))


def _list_trips(call: ApiCall) -> SandboxResponse:
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


def _list_changes(call: ApiCall) -> SandboxResponse:
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


def _changes_since(call: ApiCall, since: float) -> list[dict[str, Any]]:
    """Returns what happened since a Unix second, in that second too, in the order in which it happened."""
    trips = call.service.database.trips.changed_since(call.athlete.code, since)
    items = [_change_item(call, *trip.last_action(since), trip.id, call.user.id) for trip in trips]
    if call.user.joined_at >= since:
        items.append(_change_item(call, "added", call.user.joined_at, PINNED_TRIP, PINNED_TRIP_OWNER))
    return sorted(items, key=lambda item: item["datetime"])


def _change_item(call: ApiCall, action: str, at: float, trip_id: int, owner_id: int) -> dict[str, Any]:
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


def _with_own_trip(handler: Callable[[ApiCall, SandboxTrip], SandboxResponse]) -> "ApiHandler":
    """Returns a handler that finds the trip first: 404 when there is none, 403 when it is another user's."""

    def handle(call: ApiCall) -> SandboxResponse:
        trip = call.service.database.trips.get(call.ids[0])
        if call.ids[0] == PINNED_TRIP or (trip and trip.athlete != call.athlete.code):
            return errors.forbidden()
        return handler(call, trip) if trip else errors.not_found()

    return handle


@_with_own_trip
def _show_trip(call: ApiCall, trip: SandboxTrip) -> SandboxResponse:
    return json_response({"trip": payload.trip_detail(trip, call.user, call.gear_of(trip), call.base_url)})


@_with_own_trip
def _delete_trip(call: ApiCall, trip: SandboxTrip) -> SandboxResponse:
    changes.delete_trip(call.service, trip.id)
    return SandboxResponse(204)


@_with_own_trip
def _download_trip(call: ApiCall, trip: SandboxTrip) -> SandboxResponse:
    if call.file_kind not in file_kinds(trip.fixture):
        return errors.not_found()
    name = f"{file_stem(trip.fixture)}.{call.file_kind}"
    headers = (("Content-Disposition", f'attachment; filename="{name}"'),)
    body = write_recording(trip.fixture, call.file_kind)
    return SandboxResponse(200, body, CONTENT_TYPES[call.file_kind], headers)


def _show_user(call: ApiCall) -> SandboxResponse:
    return json_response({"user": profile.user_summary(call.user, call.athlete)})


def _with_own_user(handler: "ApiHandler") -> "ApiHandler":
    """Returns a handler of an address that names a user, which must be the one whose token it is."""

    def handle(call: ApiCall) -> SandboxResponse:
        return handler(call) if call.ids[0] == call.user.id else errors.forbidden()

    return handle


def _show_legacy_user(call: ApiCall) -> SandboxResponse:
    return json_response({"user": profile.legacy_user(call.user, call.athlete, call.gear)})


@_with_own_user
def _list_legacy_trips(call: ApiCall) -> SandboxResponse:
    limit = call.query_number("limit", PAGE_SIZE, MAX_LEGACY_LIMIT)
    offset = call.query_number("offset", 0, LAST_PAGE, 0)
    trips = call.service.database.trips
    listed = trips.newest_first(call.athlete.code, limit=limit, offset=offset)
    rows = [payload.legacy_trip(trip, call.user, call.gear_of(trip)) for trip in listed]
    return json_response({"results": rows, "results_count": trips.count(call.athlete.code)})


@_with_own_user
def _list_legacy_gear(call: ApiCall) -> SandboxResponse:
    limit = call.query_number("limit", PAGE_SIZE, MAX_LEGACY_LIMIT)
    offset = call.query_number("offset", 0, LAST_PAGE, 0)
    rows = [profile.legacy_gear(gear, call.user) for gear in call.gear]
    return json_response({"results": rows[offset : offset + limit], "results_count": len(rows)})


@_with_own_trip
def _show_legacy_trip(call: ApiCall, trip: SandboxTrip) -> SandboxResponse:
    return _legacy_trip_response(call, trip)


@_with_own_trip
def _update_trip(call: ApiCall, trip: SandboxTrip) -> SandboxResponse:
    """Changes the name or the gear, which the body names within `trip` or directly."""
    try:
        fields = call.request.json
    except MalformedBody:
        return errors.error_response(400, "The body is not JSON")
    fields = fields["trip"] if isinstance(fields.get("trip"), dict) else fields
    updates: dict[str, Any] = {}
    if "name" in fields:
        if not isinstance(fields["name"], str) or not fields["name"].strip():
            return errors.unprocessable("Name can't be blank")
        updates["name"] = fields["name"]
    if "gear_id" in fields:
        gear = next((gear for gear in call.gear if gear.id == fields["gear_id"]), None)
        if gear is None and fields["gear_id"] is not None:
            return errors.unprocessable("Gear must exist")
        updates["gear"] = gear.gear.id if gear else None
    changes.update_trip(call.service, trip.id, "application", **updates)
    return _legacy_trip_response(call, call.service.database.trips.get(trip.id) or trip)


def _legacy_trip_response(call: ApiCall, trip: SandboxTrip) -> SandboxResponse:
    gear = call.gear_of(trip)
    gear_fields = {"gear": profile.legacy_gear(gear, call.user) if gear else None}
    return json_response({"type": "trip", "trip": payload.legacy_trip(trip, call.user, gear) | gear_fields})


ApiHandler = Callable[[ApiCall], SandboxResponse]
ID = r"(\d{1,18})"
API_ROUTES: tuple[tuple[str, str, str, ApiHandler], ...] = (
    ("GET", r"/api/v1/trips\.json", "list", _list_trips),
    ("GET", r"/api/v1/sync\.json", "changes", _list_changes),
    ("GET", r"/api/v1/users/current\.json", "athlete", _show_user),
    ("GET", rf"/api/v1/trips/{ID}\.json", "detail", _show_trip),
    ("DELETE", rf"/api/v1/trips/{ID}\.json", "delete", _delete_trip),
    ("GET", rf"(?:/api/v1)?/trips/{ID}\.(fit|gpx|tcx)", "file", _download_trip),
    ("GET", r"/users/current\.json", "athlete", _show_legacy_user),
    ("GET", rf"/users/{ID}/trips\.json", "list", _list_legacy_trips),
    ("GET", rf"/users/{ID}/gear\.json", "gear", _list_legacy_gear),
    ("GET", rf"/trips/{ID}\.json", "detail", _show_legacy_trip),
    ("PUT", rf"/trips/{ID}\.json", "rename", _update_trip),
    ("PATCH", rf"/trips/{ID}\.json", "rename", _update_trip),
)


@dataclass(frozen=True)
class ApiRoute:
    """Holds what an address means: the kind of the call, its handler, the ids and the kind of file in it."""

    kind: str
    handler: ApiHandler
    ids: tuple[int, ...]
    file_kind: str


def _find_route(request: SandboxRequest) -> ApiRoute | None:
    """Returns what the address means; None when the API has no such address."""
    for method, pattern, kind, handler in API_ROUTES:
        match = re.fullmatch(PREFIX + pattern, request.path)
        if match and method == request.method:
            ids = tuple(int(group) for group in match.groups() if group.isdecimal())
            file_kind = next((group for group in match.groups() if not group.isdecimal()), "")
            return ApiRoute(kind, handler, ids, file_kind)
    return None
