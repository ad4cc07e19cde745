"""Queries source files."""

from typing import Any

from accounts.owned import OwnedManager, OwnedQuerySet


class SourceFileQuerySet(OwnedQuerySet[Any]):
    """Selects source files of the current owner."""

    def waiting(self) -> "SourceFileQuerySet":
        """Returns the files that a worker still has to read, in the order in which they arrived."""
        return self.filter(state="waiting").order_by("uploaded_at", "id")


class SourceFileManager(OwnedManager.from_queryset(SourceFileQuerySet)):  # type: ignore[misc]
    """Manages the current owner's source files."""
