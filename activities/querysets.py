"""What is read of source files."""

from typing import Any

from accounts.owned import OwnedManager, OwnedQuerySet


class SourceFileQuerySet(OwnedQuerySet[Any]):
    """Source files of the current owner."""

    def waiting(self) -> "SourceFileQuerySet":
        """What the worker has still to read, in the order it arrived."""
        return self.filter(state="waiting").order_by("uploaded_at", "id")


class SourceFileManager(OwnedManager.from_queryset(SourceFileQuerySet)):  # type: ignore[misc]
    """The current owner's source files."""
