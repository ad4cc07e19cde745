"""The one door for writes. Only matching's write-back service may come through, from a row that an athlete clicked."""

from typing import Any

from providers.contract import Writer
from providers.models import Connection
from providers.services.call_provider import call_provider
from providers.strava.writer import StravaWriter

WRITERS: dict[str, Writer] = {"strava": StravaWriter()}


def push(connection: Connection, provider_id: str, field: str, value: Any) -> None:
    """Sets a field of one of the athlete's activities, in one call.

    Raises a ProviderError. After TemporaryFailure nobody knows whether it happened: read before sending again.
    """
    writer = WRITERS[connection.provider]
    call_provider(connection, writer.write, provider_id, field, value)
