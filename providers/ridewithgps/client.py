"""Translates RideWithGPS's error responses to errors.

The facts come from github.com/ridewithgps/developers. No limits are published; a 429 may name a waiting time.
"""

from providers.errors import ProviderError, ReconnectNeeded, RequestRefused, TemporaryFailure
from providers.http import ErrorResponse, JsonClient

DEFAULT_WAIT_S = 60.0
"""A full limit lasts for this long when the answer does not say for how long."""


def error_of(response: ErrorResponse) -> ProviderError:
    """Returns the error for an error response."""
    if response.status == 429:
        return TemporaryFailure("limit", _seconds_to_wait(response.headers.get("Retry-After", "")))
    if response.status == 401:
        return ReconnectNeeded("grant")
    if 400 <= response.status < 500:
        return RequestRefused("not_there" if response.status == 404 else "refused")
    return TemporaryFailure("status")


def _seconds_to_wait(header: str) -> float:
    return float(header) if header.isdecimal() and len(header) < 6 else DEFAULT_WAIT_S


API = JsonClient(error_of)
"""Makes all calls to RideWithGPS."""
