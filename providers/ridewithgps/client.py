"""Translates RideWithGPS's error responses to errors, and downloads files.

The facts come from github.com/ridewithgps/developers. No limits are published; a 429 may name a waiting time.
"""

from providers.contract import DownloadedFile
from providers.credentials import Grant, Registration
from providers.errors import ProviderError, ReconnectNeeded, RequestRefused, TemporaryFailure
from providers.http import BearerAuth, ErrorResponse, JsonClient

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


def download_trip(registration: Registration, grant: Grant, provider_id: str, max_size: int) -> DownloadedFile:
    """Returns the FIT file of a trip, else the TCX file where undocumented calls are allowed: one call or two.

    Whether the FIT file is byte by byte what was uploaded is not known. The TCX file comes from an older address, which
    is documented nowhere.
    """
    try:
        return _download(registration, grant, "/api/v1", f"{provider_id}.fit", max_size)
    except RequestRefused as refused:
        if not registration.undocumented_calls or refused.code == "too_large":
            raise
    return _download(registration, grant, "", f"{provider_id}.tcx", max_size)


def _download(registration: Registration, grant: Grant, prefix: str, name: str, max_size: int) -> DownloadedFile:
    url = f"{registration.api_url}{prefix}/trips/{name}"
    content = API.download(url, max_size, auth=BearerAuth(grant.tokens.access))
    return DownloadedFile(f"ridewithgps-{name}", content)
