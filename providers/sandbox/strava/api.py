"""The API under `/api/v3`."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from providers.sandbox.http import Answer, NotUnderstood, Request, as_json
from providers.sandbox.service import Service
from providers.sandbox.store.activities import Activity
from providers.sandbox.store.athletes import Athlete, OwnedGear
from providers.sandbox.store.calls import Nature
from providers.sandbox.store.grants import Grant
from providers.sandbox.strava import errors, payload, profile
from providers.sandbox.strava.faults import faulty

PER_PAGE, MOST_PER_PAGE, LAST_PAGE = 30, 200, 1_000_000


@dataclass(frozen=True)
class Call:
    """One call with a good token."""

    service: Service
    request: Request
    grant: Grant
    athlete: Athlete
    id: str

    def may(self, scope: str) -> bool:
        """Whether the athlete allowed that."""
        return scope in self.grant.scopes

    def own_activity(self) -> Activity | None:
        """The activity that is asked for, if it is the athlete's and may be seen."""
        activity = self.service.store.activities.get(int(self.id))
        if activity is None or activity.athlete != self.athlete.code:
            return None
        return activity if self.may("activity:read_all") or not activity.outing.only_me else None

    def gear(self, id_: str | None) -> OwnedGear | None:
        """The athlete's gear of that id."""
        owned = self.service.store.athletes.gear(self.athlete.code)
        return next((each for each in owned if each.id == id_), None)


def answer(service: Service, request: Request) -> Answer:
    """Answer a call: what was asked for, or a fault that waits for it; counted and noted either way."""
    found = _route(request)
    grant = service.store.grants.find(request.bearer, "access")
    athlete = grant.athlete if grant else ""
    if found is None:
        answered, fault = errors.no_path(), None
    else:
        kind, handler, id_ = found
        fault = service.store.faults.take(athlete, kind, int(id_) if kind in ("detail", "rename") else None)
        act = partial(_allowed, service, request, handler, id_)
        answered = faulty(service, athlete, fault, act) if fault else act()
        answered = answered if answered.status == 401 else service.limits.told(answered)
    nature: Nature = "read" if request.method == "GET" else "write"
    service.store.calls.note(athlete, nature, request, answered, fault.fault if fault else "")
    return answered


def _allowed(service: Service, request: Request, handler: "Handler", id_: str) -> Answer:
    """Behind the token and the limits."""
    if not request.bearer:
        return errors.no_token()
    grant = service.store.grants.find(request.bearer, "access")
    athlete = service.store.athletes.get(grant.athlete) if grant else None
    if grant is None or athlete is None or not grant.is_alive:
        return errors.bad_token()
    if not service.limits.count():
        return errors.exceeded()
    return handler(Call(service, request, grant, athlete, id_))


def _list(call: Call) -> Answer:
    if not (call.may("activity:read") or call.may("activity:read_all")):
        return errors.no_scope("activity:read")
    query = call.request.query
    try:
        page, size = int(query.get("page", 1)), int(query.get("per_page", PER_PAGE))
        before, after = float(query.get("before", 1e12)), float(query.get("after", -1e12))
    except ValueError:
        return errors.bad_request("Application", "page")
    size = min(max(size, 1), MOST_PER_PAGE)
    found = call.service.store.activities.of(
        call.athlete.code,
        most=size,
        skip=(min(max(page, 1), LAST_PAGE) - 1) * size,
        before=before,
        after=after,
        only_me=call.may("activity:read_all"),
    )
    return as_json([payload.summary(activity, call.athlete) for activity in found])


def _detail(call: Call) -> Answer:
    if not (call.may("activity:read") or call.may("activity:read_all")):
        return errors.no_scope("activity:read")
    activity = call.own_activity()
    if activity is None:
        return errors.not_there() if call.service.store.activities.get(int(call.id)) else errors.no_record()
    return _told(call, activity)


def _change(call: Call) -> Answer:
    activity = call.own_activity()
    if activity is None or not call.may("activity:write"):
        return errors.not_there()
    try:
        asked = call.request.json
    except NotUnderstood:
        return errors.bad_request("Activity", "body")
    changed = _understood(asked)
    if "gear_id" in asked:
        gear = call.gear(asked["gear_id"])
        if gear is None and asked["gear_id"] != "none":
            return errors.bad_request("Activity", "gear_id")
        changed["gear"] = gear.id if gear else None
    call.service.store.activities.change(activity.id, "application", **changed)
    return _told(call, call.service.store.activities.get(activity.id) or activity)


def _understood(asked: dict[str, Any]) -> dict[str, Any]:
    """The plain fields that a change may name, by the outing's own words; what makes no sense is left out."""
    words = {"name": asked.get("name"), "sport": asked.get("sport_type", asked.get("type"))}
    flags = {name: asked.get(name) for name in ("commute", "trainer")}
    changed: dict[str, Any] = {field: value for field, value in words.items() if isinstance(value, str) and value}
    return changed | {field: value for field, value in flags.items() if isinstance(value, bool)}


def _told(call: Call, activity: Activity) -> Answer:
    return as_json(payload.detail(activity, call.athlete, call.gear(activity.outing.gear)))


def _athlete(call: Call) -> Answer:
    if not call.may("profile:read_all"):
        return as_json(profile.athlete_summary(call.athlete))
    return as_json(profile.athlete_detail(call.athlete, call.service.store.athletes.gear(call.athlete.code)))


def _gear(call: Call) -> Answer:
    gear = call.gear(call.id)
    return as_json(profile.gear_detail(gear)) if gear else errors.no_record("Gear")


Handler = Callable[[Call], Answer]
ROUTES: tuple[tuple[str, str, str, Handler], ...] = (
    ("GET", r"/athlete", "athlete", _athlete),
    ("GET", r"/athlete/activities", "list", _list),
    ("GET", r"/activities/(\d{1,18})", "detail", _detail),
    ("PUT", r"/activities/(\d{1,18})", "rename", _change),
    ("GET", r"/gear/([bg]\d{1,18})", "gear", _gear),
)


def _route(request: Request) -> tuple[str, Handler, str] | None:
    for method, pattern, kind, handler in ROUTES:
        found = re.fullmatch(r"/api/v3" + pattern, request.path)
        if found and method == request.method:
            return kind, handler, "".join(found.groups())
    return None
