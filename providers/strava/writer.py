"""Makes the only call that changes activities at Strava."""

from collections.abc import Callable, Mapping
from typing import Any

from activities.sports import word_of
from providers.contract import Writer
from providers.credentials import Grant, Registration
from providers.errors import RequestRefused
from providers.http import BearerAuth
from providers.strava.client import API
from providers.strava.mapping import GEAR_ID, NAME

NO_GEAR = "none"
"""Strava takes this word for an activity without gear."""


def _name(value: Any) -> dict[str, str] | None:
    return {"name": value} if isinstance(value, str) and value else None


def _sport(value: Any) -> dict[str, str] | None:
    """Returns Strava's word for one of our sports; it has none for some of them, such as `indoor_ride`."""
    word = word_of(NAME, value) if isinstance(value, str) else None
    return {"sport_type": word} if word else None


def _gear(value: Any) -> dict[str, str] | None:
    if value is None:
        return {"gear_id": NO_GEAR}
    return {"gear_id": value} if isinstance(value, str) and GEAR_ID.fullmatch(value) else None


def _trainer(value: Any) -> dict[str, bool] | None:
    return {"trainer": value} if isinstance(value, bool) else None


CHANGES: Mapping[str, Callable[[Any], Mapping[str, Any] | None]] = {
    "name": _name,
    "sport": _sport,
    "gear_id": _gear,
    "trainer": _trainer,
}
"""These functions return the body that sets a field; None for a value that Strava cannot take."""


class StravaWriter(Writer):
    """Sets the name, the sport, the gear or the trainer flag of an activity at Strava (`PUT /activities/{id}`)."""

    fields = frozenset(CHANGES)

    def write(self, registration: Registration, grant: Grant, provider_id: str, field: str, value: Any) -> None:
        body = CHANGES[field](value) if field in CHANGES else None
        if body is None:
            raise RequestRefused("field")
        url = f"{registration.api_url}/activities/{provider_id}"
        try:
            API.call("PUT", url, auth=BearerAuth(grant.tokens.access), json=body)
        except RequestRefused:
            raise RequestRefused("refused") from None  # Strava says "not found" also without permission to change it.


WRITER = StravaWriter()
