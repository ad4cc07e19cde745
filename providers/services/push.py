"""Writes to platforms, and nothing else does: only matching's write-back service may import this, for a click's row."""

from typing import Any

from providers.contract import Writer
from providers.models import Connection
from providers.services.call_provider import call_provider
from providers.strava.writer import StravaWriter

WRITERS: dict[str, Writer] = {"strava": StravaWriter()}
"""Gives the writer of each provider that takes changes, by the provider's name."""


def push(connection: Connection, provider_id: str, field: str, value: Any) -> None:
    """Sets a field of one of the athlete's activities: one call.

    Raises a ProviderError. After TemporaryFailure nobody knows whether the field changed: read before sending again.
    """
    call_provider(connection, WRITERS[connection.provider].write, provider_id, field, value)
