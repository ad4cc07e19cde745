"""Translates Strava's error responses to errors, and reads what its responses say of its rate limits.

The facts come from developers.strava.com/docs/reference and /rate-limits.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from providers.errors import ProviderError, ProviderUnavailable, ReconnectNeeded, RequestRefused, TemporaryFailure
from providers.http import ErrorResponse, JsonClient
from providers.payload import get_list
from providers.rate_limits import RateLimit, RateUsage

RATE_LIMIT_WINDOW = timedelta(minutes=15)
CLIENT_ERRORS = {("Application", "client_id"), ("Application", "client_secret")}
"""Strava names these (resource, field) pairs when it does not know the install's client id, or refuses its secret."""
WINDOWS = (RATE_LIMIT_WINDOW, timedelta(days=1))
"""Strava counts in these windows, and states a number for each of them in this order."""
RATE_LIMITS = (
    RateLimit("overall", 200, WINDOWS[0]),
    RateLimit("overall", 2_000, WINDOWS[1]),
    RateLimit("read", 100, WINDOWS[0]),
    RateLimit("read", 1_000, WINDOWS[1]),
)
"""These are the limits of a new application. Everything but an upload counts as a read, a change included."""
HEADER_PREFIXES = {"overall": "x-ratelimit", "read": "x-readratelimit"}


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


def usage_of(headers: Mapping[str, str]) -> tuple[RateUsage, ...]:
    """Returns what the headers of a response say of the rate limits.

    The case of their names varies, and values can be missing or `","`: nothing is returned for a pair that cannot be
    read.
    """
    values = {name.lower(): value for name, value in headers.items()}
    return tuple(
        RateUsage(RateLimit(kind, limit, window), used)
        for kind, prefix in HEADER_PREFIXES.items()
        for window, limit, used in zip(
            WINDOWS, _numbers(values.get(f"{prefix}-limit")), _numbers(values.get(f"{prefix}-usage")), strict=True
        )
        if limit and used is not None
    )


API = JsonClient(error_of, usage_of)
"""Makes all calls to Strava with an access token."""
TOKEN_API = JsonClient(token_error_of, usage_of)
"""Makes all calls to Strava for tokens."""


def seconds_to_wait(headers: Mapping[str, str], now: datetime) -> float:
    """Returns the seconds until a limit ends: with the UTC day if its limit is used up, else with the quarter hour."""
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    if _is_day_used_up(headers):
        return (midnight + timedelta(days=1) - now).total_seconds()
    return (RATE_LIMIT_WINDOW - (now - midnight) % RATE_LIMIT_WINDOW).total_seconds() + 1


def _is_day_used_up(headers: Mapping[str, str]) -> bool:
    return any(usage.limit.window == WINDOWS[1] and usage.used >= usage.limit.calls for usage in usage_of(headers))


def _numbers(header: str | None) -> tuple[int | None, int | None]:
    """Returns the two numbers of `15min,day`; None for each that cannot be read."""
    quarter, _, day = (header or "").partition(",")
    return _number(quarter), _number(day)


def _number(text: str) -> int | None:
    """Returns a number of up to nine digits, which fits every database; None for anything else."""
    digits = text.strip()
    return int(digits) if len(digits) < 10 and digits.isascii() and digits.isdigit() else None


def _listed_errors(content: Any) -> set[tuple[str, str]]:
    """Returns the (resource, field) pairs of an error response."""
    entries = [entry for entry in get_list(content, "errors") if isinstance(entry, Mapping)]
    return {(str(entry.get("resource")), str(entry.get("field"))) for entry in entries}
