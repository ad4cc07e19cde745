"""How a fault that was asked for looks from outside."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from providers.sandbox.http import Answer, as_json
from providers.sandbox.service import Service
from providers.sandbox.store.faults import Fault
from providers.sandbox.strava import errors

Act = Callable[[], Answer]
HUGE = "<script>alert(1)</script><b>Ride</b> & more; "
HUGE_BYTES = 10_240
PAGE = b"<!doctype html><html><body><h1>We will be right back</h1></body></html>"


def faulty(service: Service, athlete: str, fault: Fault, act: Act) -> Answer:
    """The answer of `act`, done or not, as the fault leaves it."""
    if fault.fault in BEFORE:
        return replace(BEFORE[fault.fault](), after_s=fault.seconds if fault.fault == "timeout" else 0.0)
    if fault.fault == "revoked":
        service.store.grants.revoke_all(athlete)
        return act()
    return AFTER[fault.fault](act())


def _no_date(answer: Answer) -> Answer:
    def without(record: dict[str, Any]) -> dict[str, Any]:
        return {key: value for key, value in record.items() if key not in ("start_date", "start_date_local")}

    return _first_record(answer, without)


def _huge_name(answer: Answer) -> Answer:
    huge = (HUGE * (HUGE_BYTES // len(HUGE) + 1))[:HUGE_BYTES]
    return _first_record(answer, lambda record: record | {"name": huge})


def _first_record(answer: Answer, change: Callable[[dict[str, Any]], dict[str, Any]]) -> Answer:
    if answer.status != 200:
        return answer
    told = json.loads(answer.body)
    if isinstance(told, list):
        told[:1] = [change(record) for record in told[:1]]
    else:
        told = change(told)
    return replace(answer, body=as_json(told).body)


BEFORE: dict[str, Act] = {
    "timeout": lambda: Answer(is_lost=True),
    "500": errors.broken,
    "broken_activity": errors.broken,
    "429": errors.exceeded,
    "html": lambda: Answer(200, PAGE, "text/html; charset=utf-8"),
    "inactive": errors.inactive,
}
"""Nothing is done."""

AFTER: dict[str, Callable[[Answer], Answer]] = {
    "500_after_change": lambda answer: errors.broken(),
    "lost_reply": lambda answer: replace(answer, is_lost=True),
    "half_json": lambda answer: replace(answer, body=answer.body[: len(answer.body) // 2]),
    "no_date": _no_date,
    "huge_name": _huge_name,
}
"""It is done, and then."""
