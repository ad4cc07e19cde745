"""What is read of activities and source files."""

from datetime import date
from typing import Any

from django.db.models import Max, Min, Q

from accounts.owned import OwnedManager, OwnedQuerySet


class ActivityQuerySet(OwnedQuerySet[Any]):
    """Activities of the current owner."""

    def neighbouring_days(self, first: date, last: date) -> dict[str, date | None]:
        """The nearest days with an activity `before` the first and `after` the last day, and the `newest` of all."""
        return self.aggregate(
            before=Max("local_date", filter=Q(local_date__lt=first)),
            after=Min("local_date", filter=Q(local_date__gt=last)),
            newest=Max("local_date"),
        )


class ActivityManager(OwnedManager.from_queryset(ActivityQuerySet)):  # type: ignore[misc]
    """The current owner's activities."""


class SourceFileQuerySet(OwnedQuerySet[Any]):
    """Source files of the current owner."""

    def waiting(self) -> "SourceFileQuerySet":
        """What the worker has still to read, in the order it arrived."""
        return self.filter(state="waiting").order_by("uploaded_at", "id")


class SourceFileManager(OwnedManager.from_queryset(SourceFileQuerySet)):  # type: ignore[misc]
    """The current owner's source files."""
