"""Makes the only call that changes activities at Strava."""

from typing import Any

from providers.contract import Writer
from providers.credentials import Grant, Registration
from providers.errors import RequestRefused
from providers.http import BearerAuth
from providers.strava.client import API


class StravaWriter(Writer):
    """Renames activities at Strava (`PUT /activities/{id}`)."""

    def write(self, registration: Registration, grant: Grant, provider_id: str, field: str, value: Any) -> None:
        if field != "name" or not isinstance(value, str):
            raise RequestRefused("field")
        url = f"{registration.api_url}/activities/{provider_id}"
        API.call("PUT", url, auth=BearerAuth(grant.tokens.access), json={"name": value})
