"""Writes to platforms: the only way to do so, and only the job of a clicked write-back may import it."""

from typing import Any

from providers.contract import Writer
from providers.models import Connection
from providers.ridewithgps.writer import RideWithGPSWriter
from providers.services.call_provider import call_provider
from providers.strava.writer import StravaWriter

WRITERS: dict[str, Writer] = {"ridewithgps": RideWithGPSWriter(), "strava": StravaWriter()}
"""Maps the names of providers that accept changes to their writers."""


def push(connection: Connection, provider_id: str, field: str, value: Any) -> None:
    """Sets a field of one of the athlete's activities: one call.

    Raises a ProviderError. After TemporaryFailure the field may have changed or not: read it before sending again.
    """
    call_provider(connection, WRITERS[connection.provider].write, provider_id, field, value)
