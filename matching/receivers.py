"""Matches activities again, in the same transaction, when they are stored or deleted.

What is stored also says where a sport is expected from now on. Where no activity states an offset, the day of a workout
follows the athlete's time zone.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from activities.signals import activities_deleted, activities_stored, deletion_started, local_dates_changed
from matching.notifications import delete_stale_notification
from matching.services.expectations import add_expectations
from matching.services.rematch import rematch_deleted, rematch_stored
from matching.services.retention import delete_trimmed
from matching.services.workout_days import update_workout_days


def connect_receivers() -> None:
    """Connects the receivers to the signals."""
    activities_stored.connect(_on_stored, dispatch_uid="matching")
    activities_deleted.connect(_on_deleted, dispatch_uid="matching")
    deletion_started.connect(_on_deletion_started, dispatch_uid="matching")
    local_dates_changed.connect(_on_local_dates_changed, dispatch_uid="matching")


def _on_stored(sender: Any, ids: Iterable[int], **_: Any) -> None:
    rematch_stored(ids)
    add_expectations(ids)
    delete_trimmed(ids)


def _on_deleted(sender: Any, spans: Iterable[tuple[datetime, datetime]], ids: Iterable[int], **_: Any) -> None:
    rematch_deleted(spans, ids)


def _on_deletion_started(sender: Any, **_: Any) -> None:
    delete_stale_notification()


def _on_local_dates_changed(sender: Any, ids: Iterable[int], **_: Any) -> None:
    update_workout_days(ids)
