"""Writes to platforms: the only way to do so, and only the job of a clicked write-back may import it."""

from importlib import import_module
from typing import Any

from providers.contract import Platform, Writer
from providers.models import Connection
from providers.registry import PLATFORMS
from providers.services.call_provider import call_provider


def _load_writer(platform: Platform) -> Writer:
    """Returns the writer that lies beside the platform's class. Nothing else imports it, so nothing else can write."""
    folder = type(platform).__module__.rpartition(".")[0]
    writer: Writer = import_module(f"{folder}.writer").WRITER
    return writer


WRITERS = {name: _load_writer(platform) for name, platform in PLATFORMS.items() if platform.writable_fields}
"""Maps the names of platforms that accept changes to their writers."""


def push(connection: Connection, provider_id: str, field: str, value: Any) -> None:
    """Sets a field of one of the athlete's activities: one call.

    Raises a ProviderError. After TemporaryFailure the field may have changed or not: read it before sending again.
    """
    call_provider(connection, WRITERS[connection.provider].write, provider_id, field, value)
