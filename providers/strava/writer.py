"""The one call that changes anything at Strava."""

from typing import Any

from providers.contract import Registration, Tokens, Writer
from providers.errors import RequestRefused
from providers.strava.client import Bearer, call


class StravaWriter(Writer):
    """Renames an activity (`PUT /activities/{id}`)."""

    def write(self, registration: Registration, keys: Tokens, provider_id: str, field: str, value: Any) -> None:
        if field != "name" or not isinstance(value, str):
            raise RequestRefused("field")
        call(
            "PUT", f"{registration.api_url}/api/v3/activities/{provider_id}", Bearer(keys.access), json={"name": value}
        )
