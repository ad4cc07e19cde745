"""Applies a fault to the response of a call."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from providers.sandbox.database.faults import SandboxFault
from providers.sandbox.http import SandboxResponse, json_response
from providers.sandbox.service import SandboxService
from providers.sandbox.strava import errors

Action = Callable[[], SandboxResponse]
HUGE_NAME = "<script>alert(1)</script><b>Ride</b> & more; "
HUGE_NAME_LENGTH = 10_240
HTML_PAGE = b"<!doctype html><html><body><h1>We will be right back</h1></body></html>"


def apply_fault(service: SandboxService, athlete: str, fault: SandboxFault, action: Action) -> SandboxResponse:
    """Returns the response under a fault, which decides whether the action runs at all."""
    if fault.fault in INSTEAD_OF_ACTION:
        delay_s = fault.seconds if fault.fault == "timeout" else 0.0
        return replace(INSTEAD_OF_ACTION[fault.fault](), delay_s=delay_s)
    if fault.fault == "revoked":
        service.database.grants.revoke_all(athlete)
        return action()
    if fault.fault == "slow":
        return replace(action(), delay_s=fault.seconds)
    return AFTER_ACTION[fault.fault](action())


def _delete_dates(response: SandboxResponse) -> SandboxResponse:
    def without_dates(record: dict[str, Any]) -> dict[str, Any]:
        return {key: value for key, value in record.items() if key not in ("start_date", "start_date_local")}

    return _change_first_record(response, without_dates)


def _enlarge_name(response: SandboxResponse) -> SandboxResponse:
    name = (HUGE_NAME * (HUGE_NAME_LENGTH // len(HUGE_NAME) + 1))[:HUGE_NAME_LENGTH]
    return _change_first_record(response, lambda record: record | {"name": name})


def _change_first_record(
    response: SandboxResponse, change: Callable[[dict[str, Any]], dict[str, Any]]
) -> SandboxResponse:
    if response.status != 200:
        return response
    value = json.loads(response.body)
    if isinstance(value, list):
        value[:1] = [change(record) for record in value[:1]]
    else:
        value = change(value)
    return replace(response, body=json_response(value).body)


INSTEAD_OF_ACTION: dict[str, Action] = {
    "timeout": lambda: SandboxResponse(is_lost=True),
    "500": errors.server_error,
    "broken_activity": errors.server_error,
    "429": errors.rate_limited,
    "html": lambda: SandboxResponse(200, HTML_PAGE, "text/html; charset=utf-8"),
    "inactive": errors.inactive_application,
}
"""These faults keep the action from running."""

AFTER_ACTION: dict[str, Callable[[SandboxResponse], SandboxResponse]] = {
    "500_after_change": lambda response: errors.server_error(),
    "lost_reply": lambda response: replace(response, is_lost=True),
    "half_json": lambda response: replace(response, body=response.body[: len(response.body) // 2]),
    "no_date": _delete_dates,
    "huge_name": _enlarge_name,
}
"""These faults change the response after the action has run."""
