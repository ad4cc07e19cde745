"""Translates Strava's error responses to errors, and computes how long its rate limits last.

The facts come from developers.strava.com/docs/reference and /rate-limits.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from providers.errors import ProviderError, ProviderUnavailable, ReconnectNeeded, RequestRefused, TemporaryFailure
from providers.http import ErrorResponse, JsonClient
from providers.payload import get_list

RATE_LIMIT_WINDOW = timedelta(minutes=15)
CLIENT_ERRORS = {("Application", "client_id"), ("Application", "client_secret")}
"""Strava names these (resource, field) pairs when it does not know the install's client id, or refuses its secret."""


def error_of(response: ErrorResponse) -> ProviderError:
    """Returns the error for an error response."""
    errors = _listed_errors(response.content)
    if response.status == 429:
        return TemporaryFailure("limit", seconds_to_wait(response.headers, datetime.now(UTC)))
    if response.status in (400, 401) and errors & CLIENT_ERRORS:
        return ProviderUnavailable("client")
    if response.status == 401 or ("RefreshToken", "refresh_token") in errors:
        return ReconnectNeeded("grant")
    if response.status == 403 and ("Application", "Status") in errors:
        return ProviderUnavailable("inactive")
    if 400 <= response.status < 500:
        return RequestRefused("not_there" if response.status == 404 else "refused")
    return TemporaryFailure("status")


def token_error_of(response: ErrorResponse) -> ProviderError:
    """Returns the error for an error response to a call for tokens.

    Such a call carries the client id and the secret and no access token, so it is these that a 401 refuses.
    """
    return ProviderUnavailable("client") if response.status == 401 else error_of(response)


API = JsonClient(error_of)
"""Makes all calls to Strava with an access token."""
TOKEN_API = JsonClient(token_error_of)
"""Makes all calls to Strava for tokens."""


def seconds_to_wait(headers: Mapping[str, str], now: datetime) -> float:
    """Returns the seconds until a limit ends: with the UTC day if its limit is used up, else with the quarter hour."""
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    if _is_day_used_up(headers):
        return (midnight + timedelta(days=1) - now).total_seconds()
    return (RATE_LIMIT_WINDOW - (now - midnight) % RATE_LIMIT_WINDOW).total_seconds() + 1


def _is_day_used_up(headers: Mapping[str, str]) -> bool:
    pairs = [(f"X-{kind}-Limit", f"X-{kind}-Usage") for kind in ("RateLimit", "ReadRateLimit")]
    return any(0 < _day(headers.get(limit, "")) <= _day(headers.get(usage, "")) for limit, usage in pairs)


def _day(header: str) -> int:
    """Returns the second number of `15min,day`; 0 when it is missing."""
    number = header.partition(",")[2].strip()
    return int(number) if number.isdecimal() else 0


def _listed_errors(content: Any) -> set[tuple[str, str]]:
    """Returns the (resource, field) pairs of an error response."""
    entries = [entry for entry in get_list(content, "errors") if isinstance(entry, Mapping)]
    return {(str(entry.get("resource")), str(entry.get("field"))) for entry in entries}
