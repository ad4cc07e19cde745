"""HTTP to Strava: which call, and what its answers mean. Nothing of an answer is logged or put into an error.

Facts: developers.strava.com/docs/reference and /rate-limits.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import requests

from providers.errors import ProviderError, ProviderUnavailable, ReconnectNeeded, RequestRefused, TemporaryFailure

TIMEOUT_S = (5.0, 25.0)
"""To connect, and between two pieces of an answer."""
MOST_BYTES = 16 << 20
"""Of an answer. A page of 200 activities has about half a megabyte."""
WINDOW = timedelta(minutes=15)


class Bearer(requests.auth.AuthBase):
    """The key in its header. Given as `auth`, so that no `.netrc` of the machine takes its place."""

    def __init__(self, key: str) -> None:
        self.key = key

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self.key}"
        return request


def call(method: str, address: str, auth: requests.auth.AuthBase | None = None, **sent: Any) -> Any:
    """The answer's JSON, None of an empty one. Raises a ProviderError for every other answer, and for none."""
    try:
        with requests.request(
            method, address, auth=auth, timeout=TIMEOUT_S, allow_redirects=False, stream=True, **sent
        ) as answer:
            body = _body(answer)
            if answer.status_code >= 300:
                raise error_of(answer.status_code, answer.headers, _errors(body))
            return _json(body)
    except requests.Timeout:
        raise TemporaryFailure("timeout") from None
    except requests.RequestException:
        raise TemporaryFailure("no_answer") from None


def error_of(status: int, headers: Mapping[str, str], errors: set[tuple[str, str]]) -> ProviderError:
    """What an answer that is no success means; `errors` are its (resource, field) pairs."""
    if status == 429:
        return TemporaryFailure("limit", seconds_to_wait(headers, datetime.now(UTC)))
    if status == 401 or ("RefreshToken", "refresh_token") in errors:
        return ReconnectNeeded("grant")
    if status == 403 and ("Application", "Status") in errors:
        return ProviderUnavailable("inactive")
    if 400 <= status < 500:
        return RequestRefused("not_there" if status == 404 else "refused")
    return TemporaryFailure("status")


def seconds_to_wait(headers: Mapping[str, str], now: datetime) -> float:
    """Until the window that is full ends: the UTC day when that is, else the quarter of the hour."""
    day = now.replace(hour=0, minute=0, second=0, microsecond=0)
    if _day_is_full(headers):
        return (day + timedelta(days=1) - now).total_seconds()
    return (WINDOW - (now - day) % WINDOW).total_seconds() + 1


def _day_is_full(headers: Mapping[str, str]) -> bool:
    pairs = [(f"X-{kind}-Limit", f"X-{kind}-Usage") for kind in ("RateLimit", "ReadRateLimit")]
    return any(0 < _day(headers.get(limit, "")) <= _day(headers.get(usage, "")) for limit, usage in pairs)


def _day(window: str) -> int:
    """The second number of `"15min,day"`; 0 where there is none, as it happens."""
    number = window.partition(",")[2].strip()
    return int(number) if number.isdecimal() else 0


def _body(answer: requests.Response) -> bytes:
    parts, size = [], 0
    for part in answer.iter_content(1 << 16):
        parts.append(part)
        size += len(part)
        if size > MOST_BYTES:
            raise TemporaryFailure("garbled")
    return b"".join(parts)


def _json(body: bytes) -> Any:
    if not body:
        return None
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise TemporaryFailure("garbled") from None


def _errors(body: bytes) -> set[tuple[str, str]]:
    try:
        told = _json(body)
        listed = told.get("errors") if isinstance(told, dict) else None
    except TemporaryFailure:
        return set()
    entries = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    return {(str(one.get("resource")), str(one.get("field"))) for one in entries}
