"""Makes the only call that changes trips at RideWithGPS."""

from typing import Any

from providers.contract import Writer
from providers.credentials import Grant, Registration
from providers.errors import RequestRefused
from providers.http import BearerAuth
from providers.ridewithgps.client import API


class RideWithGPSWriter(Writer):
    """Renames trips at RideWithGPS (`PATCH /trips/{id}.json`, which it does not document)."""

    def write(self, registration: Registration, grant: Grant, provider_id: str, field: str, value: Any) -> None:
        if field != "name" or not isinstance(value, str) or not registration.undocumented_calls:
            raise RequestRefused("field")
        url = f"{registration.api_url}/trips/{provider_id}.json"
        API.call("PATCH", url, auth=BearerAuth(grant.tokens.access), json={"trip": {"name": value}})
