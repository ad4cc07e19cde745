"""Applies a fault to the response of a call, in the words of the platform that was called."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from providers.sandbox.database.faults import SandboxFault
from providers.sandbox.http import SandboxResponse, json_response
from providers.sandbox.platforms import Platform
from providers.sandbox.service import SandboxService

Action = Callable[[], SandboxResponse]
HUGE_NAME = "<script>alert(1)</script><b>Ride</b> & more; "
HUGE_NAME_LENGTH = 10_240
HTML_PAGE = b"<!doctype html><html><body><h1>We will be right back</h1></body></html>"
AFTER_ACTION = ("500_after_change", "lost_reply", "half_json", "no_date", "huge_name", "empty_answer")
"""These faults change the response after the action has run."""


@dataclass(frozen=True)
class FaultyPlatform:
    """Holds how a platform fails: its responses, the fields with dates, and where a body holds records.

    `refusals` maps statuses to responses to a call that is refused without a reason that the sandbox could see.
    `records_of` returns the list of records in a body, or the body that is itself one record, in a list.
    """

    platform: Platform
    server_error: Action
    rate_limited: Action
    inactive_application: Action
    refusals: Mapping[str, Action]
    date_fields: tuple[str, ...]
    records_of: Callable[[Any], list[dict[str, Any]]]

    def apply_fault(
        self, service: SandboxService, athlete: str, fault: SandboxFault, action: Action
    ) -> SandboxResponse:
        """Returns the response under a fault, which decides whether the action runs at all."""
        if fault.fault == "revoked":
            service.database.grants.revoke_all(athlete, self.platform)
            return action()
        if fault.fault == "slow":
            return replace(action(), delay_s=fault.seconds)
        if fault.fault in AFTER_ACTION:
            return self._change_response(fault.fault, action())
        delay_s = fault.seconds if fault.fault == "timeout" else 0.0
        return replace(self._respond_instead(fault.fault), delay_s=delay_s)

    def _respond_instead(self, fault: str) -> SandboxResponse:
        """Returns the response of a fault that keeps the action from running."""
        if fault == "timeout":
            return SandboxResponse(is_lost=True)
        if fault == "html":
            return SandboxResponse(200, HTML_PAGE, "text/html; charset=utf-8")
        responses = {"429": self.rate_limited, "inactive": self.inactive_application, **self.refusals}
        return responses.get(fault, self.server_error)()

    def _change_response(self, fault: str, response: SandboxResponse) -> SandboxResponse:
        if fault == "500_after_change":
            return self.server_error()
        if fault == "lost_reply":
            return replace(response, is_lost=True)
        if fault == "half_json":
            return replace(response, body=response.body[: len(response.body) // 2])
        if fault == "empty_answer":
            return replace(response, body=b"")
        return self._change_first_record(response, self._without_dates if fault == "no_date" else _enlarge_name)

    def _change_first_record(
        self, response: SandboxResponse, change: Callable[[dict[str, Any]], None]
    ) -> SandboxResponse:
        if response.status != 200:
            return response
        body = json.loads(response.body)
        for record in self.records_of(body)[:1]:
            change(record)
        return replace(response, body=json_response(body).body)

    def _without_dates(self, record: dict[str, Any]) -> None:
        for field in self.date_fields:
            record.pop(field, None)


def _enlarge_name(record: dict[str, Any]) -> None:
    record["name"] = (HUGE_NAME * (HUGE_NAME_LENGTH // len(HUGE_NAME) + 1))[:HUGE_NAME_LENGTH]
