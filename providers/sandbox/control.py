"""For programs: make athletes, ask for faults, see what was called."""

from dataclasses import asdict
from typing import Any

from providers.sandbox.history import HISTORIES
from providers.sandbox.http import Answer, NotUnderstood, Request, as_json
from providers.sandbox.service import CLIENT_ID, CLIENT_SECRET, Service
from providers.sandbox.strava.oauth import SCOPES

MOST_ACTIVITIES = 20_000


def make_athlete(service: Service, request: Request) -> Answer:
    """`POST /control/athletes`: a new athlete, and a code for a grant of all scopes without a consent page."""
    asked, refused = _asked(request)
    if refused:
        return refused
    history, count = asked.get("history", "demo"), asked.get("activities")
    if history not in HISTORIES or not (count is None or (isinstance(count, int) and 0 < count <= MOST_ACTIVITIES)):
        return _wrong(f"history: {', '.join(HISTORIES)}; activities: 1 to {MOST_ACTIVITIES}")
    code = service.store.athletes.make(history, count)
    offered = service.store.grants.offer(code, frozenset(SCOPES))
    return as_json({"code": code, "authorization_code": offered}, 201)


def athlete(service: Service, request: Request, code: str) -> Answer:
    """`GET /control/athletes/<code>`: how much the athlete has and how often that was called."""
    if not _is_client(request):
        return _stranger()
    if service.store.athletes.get(code) is None:
        return _unknown()
    counts = asdict(service.store.calls.counts(code))
    return as_json({"code": code, "activities": service.store.activities.count(code), **counts})


def calls(service: Service, request: Request, code: str) -> Answer:
    """`GET /control/athletes/<code>/calls`: the calls, newest first."""
    if not _is_client(request):
        return _stranger()
    if service.store.athletes.get(code) is None:
        return _unknown()
    return as_json([asdict(call) for call in service.store.calls.of(code)])


def add_fault(service: Service, request: Request) -> Answer:
    """`POST /control/faults`: {athlete, fault, calls, times, seconds, activity}."""
    asked, refused = _asked(request)
    if refused:
        return refused
    code = str(asked.pop("athlete", ""))
    if service.store.athletes.get(code) is None:
        return _unknown()
    try:
        calls = asked.pop("calls", None) or ()
        named = (calls,) if isinstance(calls, str) else tuple(calls)
        service.store.faults.add(code, str(asked.pop("fault", "")), named, **asked)
    except (TypeError, ValueError) as error:
        return _wrong(str(error))
    return as_json({"faults": [asdict(fault) for fault in service.store.faults.of(code)]}, 201)


def _asked(request: Request) -> tuple[dict[str, Any], Answer | None]:
    if not _is_client(request):
        return {}, _stranger()
    try:
        return dict(request.json), None
    except NotUnderstood:
        return {}, _wrong("The body is one JSON object.")


def _is_client(request: Request) -> bool:
    return request.basic == (CLIENT_ID, CLIENT_SECRET)


def _stranger() -> Answer:
    return as_json({"error": "Basic authorization of the client is needed."}, 401)


def _unknown() -> Answer:
    return as_json({"error": "No athlete has that code."}, 404)


def _wrong(sentence: str) -> Answer:
    return as_json({"error": sentence}, 400)
