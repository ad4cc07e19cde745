"""Answers the API under `/api/v3`, and under `/api-v3`, which stands for the host that Strava opens in 2027."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from providers.sandbox import changes
from providers.sandbox.database.activities import SandboxActivity
from providers.sandbox.database.athletes import SandboxAthlete, SandboxGear
from providers.sandbox.database.calls import CallNature
from providers.sandbox.database.grants import SandboxGrant
from providers.sandbox.http import MalformedBody, SandboxRequest, SandboxResponse, json_response
from providers.sandbox.service import SandboxService
from providers.sandbox.strava import errors, payload, profile, push_subscriptions, stats
from providers.sandbox.strava.faults import apply_fault

OLD_PREFIX, NEW_PREFIX = "/api/v3", "/api-v3"
"""The new host has no `/api/v3` in its paths; the sandbox's pages are at the root, so it is a prefix here."""
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
    path = _resource_path(service, request)
    if path.startswith("/push_subscriptions"):
        return _respond_to_application(service, request, path)
    route = _find_route(API_ROUTES, request.method, path)
    grant = service.database.grants.find_by_token(read_access_token(service, request), "access")
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


def read_access_token(service: SandboxService, request: SandboxRequest) -> str:
    """Returns the token of the header, or of the address, where Strava takes it until June 2027; empty without one."""
    in_address = "" if service.is_old_api_ended else request.query.get("access_token", "")
    return request.bearer_token or in_address


def _resource_path(service: SandboxService, request: SandboxRequest) -> str:
    """Returns the path after the prefix; empty when nothing is there (any more)."""
    for prefix in (NEW_PREFIX,) if service.is_old_api_ended else (NEW_PREFIX, OLD_PREFIX):
        if request.path.startswith(f"{prefix}/"):
            return request.path.removeprefix(prefix)
    return ""


def _respond_to_application(service: SandboxService, request: SandboxRequest, path: str) -> SandboxResponse:
    """Returns the response to a call that is the application's own and no athlete's."""
    route = _find_route(APPLICATION_ROUTES, request.method, path)
    if route is None:
        response = errors.path_not_found()
    else:
        _, handler, number = route
        response = handler(service, request, number)
        response = response if response.status == 401 else service.limits.add_headers(response, "")
    service.database.calls.log("", "read" if request.method == "GET" else "write", request, response)
    return response


def _check_and_handle(
    service: SandboxService, request: SandboxRequest, handler: "ApiHandler", id_: str
) -> SandboxResponse:
    """Checks the token and the limits, then calls the handler."""
    token = read_access_token(service, request)
    if not token:
        return errors.missing_token()
    grant = service.database.grants.find_by_token(token, "access")
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
        oldest_first="after" in query and "before" not in query,
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
        fields = call.request.fields
    except MalformedBody:
        return errors.bad_request("Activity", "body")
    changed_fields = _plain_changes(fields)
    if "gear_id" in fields:
        gear = call.gear(fields["gear_id"])
        if gear is None and fields["gear_id"] != "none":
            return errors.bad_request("Activity", "gear_id")
        changed_fields["gear"] = gear.id if gear else None
    changes.update_activity(call.service, activity.id, "application", **changed_fields)
    return _activity_response(call, call.service.database.activities.get(activity.id) or activity)


def _plain_changes(fields: dict[str, Any]) -> dict[str, Any]:
    """Returns the plain fields that a change may name, by the fixture's names.

    Values of a wrong type are ignored; so Strava loses the booleans of a form, whose values are all texts.
    """
    texts = {"name": fields.get("name"), "sport": fields.get("sport_type", fields.get("type"))}
    changed: dict[str, Any] = {field: value for field, value in texts.items() if isinstance(value, str) and value}
    if isinstance(fields.get("description"), str):
        changed["description"] = fields["description"]
    flags = {name: fields.get(name) for name in ("commute", "trainer", "hide_from_home")}
    return changed | {field: value for field, value in flags.items() if isinstance(value, bool)}


def _activity_response(call: ApiCall, activity: SandboxActivity) -> SandboxResponse:
    return json_response(payload.activity_detail(activity, call.athlete, call.gear(activity.fixture.gear)))


def _show_athlete(call: ApiCall) -> SandboxResponse:
    if not call.has_scope("profile:read_all"):
        return json_response(profile.athlete_summary(call.athlete))
    gear = call.service.database.athletes.gear(call.athlete.code)
    return json_response(profile.athlete_detail(call.athlete, gear))


def _show_stats(call: ApiCall) -> SandboxResponse:
    if int(call.id) != call.athlete.number:
        return errors.forbidden()
    activities = call.service.database.activities.for_athlete(call.athlete.code)
    return json_response(stats.athlete_stats(activity.fixture for activity in activities))


def _show_gear(call: ApiCall) -> SandboxResponse:
    gear = call.gear(call.id)
    return json_response(profile.gear_detail(gear)) if gear else errors.record_not_found("Gear")


ApiHandler = Callable[[ApiCall], SandboxResponse]
ApplicationHandler = Callable[[SandboxService, SandboxRequest, str], SandboxResponse]
Handler = TypeVar("Handler")
API_ROUTES: tuple[tuple[str, str, str, ApiHandler], ...] = (
    ("GET", r"/athlete", "athlete", _show_athlete),
    ("GET", r"/athlete/activities", "list", _list_activities),
    ("GET", r"/activities/(\d{1,18})", "detail", _show_activity),
    ("PUT", r"/activities/(\d{1,18})", "rename", _update_activity),
    ("GET", r"/gear/([bg]\d{1,18})", "gear", _show_gear),
    ("GET", r"/athletes/(\d{1,18})/stats", "stats", _show_stats),
)
APPLICATION_ROUTES: tuple[tuple[str, str, str, ApplicationHandler], ...] = (
    ("POST", r"/push_subscriptions", "push", push_subscriptions.create_subscription),
    ("GET", r"/push_subscriptions", "push", push_subscriptions.list_subscriptions),
    ("DELETE", r"/push_subscriptions/(\d{1,18})", "push", push_subscriptions.delete_subscription),
)


def _find_route(
    routes: tuple[tuple[str, str, str, Handler], ...], asked_method: str, path: str
) -> tuple[str, Handler, str] | None:
    """Returns the kind of the call, its handler and the id in the path; None when no route matches."""
    for method, pattern, kind, handler in routes:
        match = re.fullmatch(pattern, path)
        if match and method == asked_method:
            return kind, handler, "".join(match.groups())
    return None
