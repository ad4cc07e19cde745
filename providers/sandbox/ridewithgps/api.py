"""Finds and runs the handler of a call to the API v1 under `/api/v1`, or to the older API beside it."""

import re
from dataclasses import dataclass
from functools import partial

from providers.sandbox.database.calls import CallNature
from providers.sandbox.http import SandboxRequest, SandboxResponse
from providers.sandbox.platforms import RIDEWITHGPS
from providers.sandbox.ridewithgps import errors, older_api, trips
from providers.sandbox.ridewithgps.call import PREFIX, Handler, RideWithGpsCall
from providers.sandbox.ridewithgps.faults import FAULTY_RIDEWITHGPS
from providers.sandbox.service import SandboxService


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
    return route.handler(RideWithGpsCall(service, request, athlete, user, route.ids, route.file_kind))


ID = r"(\d{1,18})"
API_ROUTES: tuple[tuple[str, str, str, Handler], ...] = (
    ("GET", r"/api/v1/trips\.json", "list", trips.list_trips),
    ("GET", r"/api/v1/sync\.json", "changes", trips.list_changes),
    ("GET", r"/api/v1/users/current\.json", "athlete", trips.show_user),
    ("GET", rf"/api/v1/trips/{ID}\.json", "detail", trips.show_trip),
    ("DELETE", rf"/api/v1/trips/{ID}\.json", "delete", trips.delete_trip),
    ("GET", rf"(?:/api/v1)?/trips/{ID}\.(fit|gpx|tcx)", "file", trips.download_trip),
    ("GET", r"/users/current\.json", "athlete", older_api.show_user),
    ("GET", rf"/users/{ID}/trips\.json", "list", older_api.list_trips),
    ("GET", rf"/users/{ID}/gear\.json", "gear", older_api.list_gear),
    ("GET", rf"/trips/{ID}\.json", "detail", older_api.show_trip),
    ("PUT", rf"/trips/{ID}\.json", "rename", older_api.update_trip),
    ("PATCH", rf"/trips/{ID}\.json", "rename", older_api.update_trip),
)


@dataclass(frozen=True)
class ApiRoute:
    """Holds what an address means: the kind of the call, its handler, the ids and the kind of file in it."""

    kind: str
    handler: Handler
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
