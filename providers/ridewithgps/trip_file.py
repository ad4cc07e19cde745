"""Downloads the file of a trip.

`GET /api/v1/trips/{id}.fit` is called by other clients; whether it gives byte by byte what was uploaded is not known.
`GET /trips/{id}.tcx` is an older call that is documented nowhere.
"""

from activities.parsers.limits import upload_limit
from providers.contract import DownloadedFile
from providers.credentials import Grant, Registration
from providers.errors import RequestRefused
from providers.http import BearerAuth
from providers.ridewithgps.client import API


def download_trip(registration: Registration, grant: Grant, provider_id: str) -> DownloadedFile:
    """Returns the FIT file of a trip, else the TCX file where undocumented calls are allowed: one call or two."""
    try:
        return _download(registration, grant, "/api/v1", f"{provider_id}.fit")
    except RequestRefused as refused:
        if not registration.undocumented_calls or refused.code == "too_large":
            raise
    return _download(registration, grant, "", f"{provider_id}.tcx")


def _download(registration: Registration, grant: Grant, prefix: str, name: str) -> DownloadedFile:
    url = f"{registration.api_url}{prefix}/trips/{name}"
    content = API.download(url, upload_limit(compression=None), auth=BearerAuth(grant.tokens.access))
    return DownloadedFile(f"ridewithgps-{name}", content)
