"""News from below: activities that came, changed or went are matched again in the same transaction.

What came also says where a sport is expected from now on.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from activities.signals import activities_deleted, activities_stored
from matching.services.expectations import add_expectations
from matching.services.rematch import rematch_removed, rematch_stored
from matching.services.retention import restore


def listen() -> None:
    """Connects the two receivers."""
    activities_stored.connect(_stored, dispatch_uid="matching")
    activities_deleted.connect(_removed, dispatch_uid="matching")


def _stored(sender: Any, ids: Iterable[int], **_: Any) -> None:
    rematch_stored(ids)
    add_expectations(ids)
    restore(ids)


def _removed(sender: Any, spans: Iterable[tuple[datetime, datetime]], ids: Iterable[int], **_: Any) -> None:
    rematch_removed(spans, ids)
