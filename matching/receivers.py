"""Matches activities again, in the same transaction, when they are stored or deleted.

What is stored also says where a sport is expected from now on.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from activities.signals import activities_deleted, activities_stored
from matching.services.expectations import add_expectations
from matching.services.rematch import rematch_deleted, rematch_stored
from matching.services.retention import delete_trimmed


def connect_receivers() -> None:
    """Connects the two receivers to the signals."""
    activities_stored.connect(_on_stored, dispatch_uid="matching")
    activities_deleted.connect(_on_deleted, dispatch_uid="matching")


def _on_stored(sender: Any, ids: Iterable[int], **_: Any) -> None:
    rematch_stored(ids)
    add_expectations(ids)
    delete_trimmed(ids)


def _on_deleted(sender: Any, spans: Iterable[tuple[datetime, datetime]], ids: Iterable[int], **_: Any) -> None:
    rematch_deleted(spans, ids)
