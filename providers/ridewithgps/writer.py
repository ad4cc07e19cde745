"""Makes the only call that changes trips at RideWithGPS."""

from typing import Any

from providers.contract import Writer
from providers.credentials import Grant, Registration
from providers.errors import RequestRefused
from providers.http import BearerAuth
from providers.ridewithgps.client import API


class RideWithGPSWriter(Writer):
    """Sets the name or the gear of a trip at RideWithGPS (`PATCH /trips/{id}.json`, which it does not document)."""

    fields = frozenset({"name", "gear_id"})

    def write(self, registration: Registration, grant: Grant, provider_id: str, field: str, value: Any) -> None:
        change = _change(field, value)
        if change is None or not registration.undocumented_calls:
            raise RequestRefused("field")
        url = f"{registration.api_url}/trips/{provider_id}.json"
        try:
            API.call("PATCH", url, auth=BearerAuth(grant.tokens.access), json={"trip": change})
        except RequestRefused:
            raise RequestRefused("refused") from None  # "Not found" can also mean that the call itself is no more.


def _change(field: str, value: Any) -> dict[str, str | int | None] | None:
    """Returns the change in RideWithGPS's words; None for a field or a value that it cannot take."""
    if field == "name" and isinstance(value, str) and value:
        return {"name": value}
    if field == "gear_id" and value is None:
        return {"gear_id": None}
    if field == "gear_id" and isinstance(value, str) and value.isascii() and value.isdecimal():
        return {"gear_id": int(value)}
    return None


WRITER = RideWithGPSWriter()
