"""Answers the API under `/api/v3`."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from providers.sandbox.database.activities import SandboxActivity
from providers.sandbox.database.athletes import SandboxAthlete, SandboxGear
from providers.sandbox.database.calls import CallNature
from providers.sandbox.database.grants import SandboxGrant
from providers.sandbox.http import MalformedBody, SandboxRequest, SandboxResponse, json_response
from providers.sandbox.service import SandboxService
from providers.sandbox.strava import errors, payload, profile
from providers.sandbox.strava.faults import apply_fault

PER_PAGE, MAX_PER_PAGE, LAST_PAGE = 30, 200, 1_000_000


@dataclass(frozen=True)
class ApiCall:
    """Represents one call with a valid token."""

    service: SandboxService
    request: SandboxRequest
    grant: SandboxGrant
    athlete: SandboxAthlete
    id: str

    def has_scope(self, scope: str) -> bool:
        """Returns whether the athlete granted a scope."""
        return scope in self.grant.granted_scopes

    def own_activity(self) -> SandboxActivity | None:
        """Returns the requested activity if it is the athlete's and the token may see it, else None."""
        activity = self.service.database.activities.get(int(self.id))
        if activity is None or activity.athlete != self.athlete.code:
            return None
        return activity if self.has_scope("activity:read_all") or not activity.fixture.only_me else None

    def gear(self, id_: str | None) -> SandboxGear | None:
        """Returns the athlete's gear with an id, or None."""
        owned = self.service.database.athletes.gear(self.athlete.code)
        return next((gear for gear in owned if gear.id == id_), None)


def respond_to_api(service: SandboxService, request: SandboxRequest) -> SandboxResponse:
    """Returns the response to a call, with the next fault applied to it; counts and logs the call."""
    route = _find_route(request)
    grant = service.database.grants.find_by_token(request.bearer_token, "access")
    athlete = grant.athlete if grant else ""
    if route is None:
        response, fault = errors.path_not_found(), None
    else:
        kind, handler, id_ = route
        fault = service.database.faults.pop(athlete, kind, int(id_) if kind in ("detail", "rename") else None)
        action = partial(_check_and_handle, service, request, handler, id_)
        response = apply_fault(service, athlete, fault, action) if fault else action()
        response = response if response.status == 401 else service.limits.add_headers(response, athlete)
    nature: CallNature = "read" if request.method == "GET" else "write"
    service.database.calls.log(athlete, nature, request, response, fault.fault if fault else "")
    return response


def _check_and_handle(
    service: SandboxService, request: SandboxRequest, handler: "ApiHandler", id_: str
) -> SandboxResponse:
    """Checks the token and the limits, then calls the handler."""
    if not request.bearer_token:
        return errors.missing_token()
    grant = service.database.grants.find_by_token(request.bearer_token, "access")
    athlete = service.database.athletes.get(grant.athlete) if grant else None
    if grant is None or athlete is None or not grant.is_alive:
        return errors.invalid_token()
    if not service.limits.count_call(athlete.code):
        return errors.rate_limited()
    return handler(ApiCall(service, request, grant, athlete, id_))


def _list_activities(call: ApiCall) -> SandboxResponse:
    if not (call.has_scope("activity:read") or call.has_scope("activity:read_all")):
        return errors.missing_scope("activity:read")
    query = call.request.query
    try:
        page, size = int(query.get("page", 1)), int(query.get("per_page", PER_PAGE))
        before, after = float(query.get("before", 1e12)), float(query.get("after", -1e12))
    except ValueError:
        return errors.bad_request("Application", "page")
    size = min(max(size, 1), MAX_PER_PAGE)
    activities = call.service.database.activities.for_athlete(
        call.athlete.code,
        limit=size,
        offset=(min(max(page, 1), LAST_PAGE) - 1) * size,
        before=before,
        after=after,
        only_me=call.has_scope("activity:read_all"),
    )
    return json_response([payload.activity_summary(activity, call.athlete) for activity in activities])


def _show_activity(call: ApiCall) -> SandboxResponse:
    if not (call.has_scope("activity:read") or call.has_scope("activity:read_all")):
        return errors.missing_scope("activity:read")
    activity = call.own_activity()
    if activity is None:
        exists = call.service.database.activities.get(int(call.id)) is not None
        return errors.resource_not_found() if exists else errors.record_not_found()
    return _activity_response(call, activity)


def _update_activity(call: ApiCall) -> SandboxResponse:
    activity = call.own_activity()
    if activity is None or not call.has_scope("activity:write"):
        return errors.resource_not_found()
    try:
        body = call.request.json
    except MalformedBody:
        return errors.bad_request("Activity", "body")
    changes = _plain_changes(body)
    if "gear_id" in body:
        gear = call.gear(body["gear_id"])
        if gear is None and body["gear_id"] != "none":
            return errors.bad_request("Activity", "gear_id")
        changes["gear"] = gear.id if gear else None
    call.service.database.activities.update(activity.id, "application", **changes)
    return _activity_response(call, call.service.database.activities.get(activity.id) or activity)


def _plain_changes(body: dict[str, Any]) -> dict[str, Any]:
    """Returns the plain fields that a change may name, by the fixture's names; values of a wrong type are ignored."""
    texts = {"name": body.get("name"), "sport": body.get("sport_type", body.get("type"))}
    flags = {name: body.get(name) for name in ("commute", "trainer")}
    changes: dict[str, Any] = {field: value for field, value in texts.items() if isinstance(value, str) and value}
    return changes | {field: value for field, value in flags.items() if isinstance(value, bool)}


def _activity_response(call: ApiCall, activity: SandboxActivity) -> SandboxResponse:
    return json_response(payload.activity_detail(activity, call.athlete, call.gear(activity.fixture.gear)))


def _show_athlete(call: ApiCall) -> SandboxResponse:
    if not call.has_scope("profile:read_all"):
        return json_response(profile.athlete_summary(call.athlete))
    gear = call.service.database.athletes.gear(call.athlete.code)
    return json_response(profile.athlete_detail(call.athlete, gear))


def _show_gear(call: ApiCall) -> SandboxResponse:
    gear = call.gear(call.id)
    return json_response(profile.gear_detail(gear)) if gear else errors.record_not_found("Gear")


ApiHandler = Callable[[ApiCall], SandboxResponse]
API_ROUTES: tuple[tuple[str, str, str, ApiHandler], ...] = (
    ("GET", r"/athlete", "athlete", _show_athlete),
    ("GET", r"/athlete/activities", "list", _list_activities),
    ("GET", r"/activities/(\d{1,18})", "detail", _show_activity),
    ("PUT", r"/activities/(\d{1,18})", "rename", _update_activity),
    ("GET", r"/gear/([bg]\d{1,18})", "gear", _show_gear),
)


def _find_route(request: SandboxRequest) -> tuple[str, ApiHandler, str] | None:
    """Returns the kind of the call, its handler and the id in the path; None when no route matches."""
    for method, pattern, kind, handler in API_ROUTES:
        match = re.fullmatch(r"/api/v3" + pattern, request.path)
        if match and method == request.method:
            return kind, handler, "".join(match.groups())
    return None
