"""Queries activities, source files and uploads."""

from typing import Any, ClassVar, Self

from accounts.owned import OwnedManager, OwnedQuerySet
from activities.being_deleted import hidden_activities, hidden_files, hidden_uploads


class ActivityBoundQuerySet(OwnedQuerySet[Any]):
    """Selects rows that are, or belong to, activities, at the end of the paths."""

    activity_paths: ClassVar[tuple[str, ...]] = ()

    def visible(self) -> Self:
        """Returns the rows without those of activities that are being deleted."""
        rows = self
        for path in self.activity_paths:
            rows = rows.exclude(hidden_activities(path))
        return rows


class ActivityQuerySet(ActivityBoundQuerySet):
    """Selects activities of the current owner."""

    activity_paths = ("",)


class SourceFileQuerySet(OwnedQuerySet[Any]):
    """Selects source files of the current owner."""

    def visible(self) -> "SourceFileQuerySet":
        """Returns the files without those that are being deleted."""
        return self.exclude(hidden_files())

    def waiting(self) -> "SourceFileQuerySet":
        """Returns the files that a worker still has to read, in the order in which they arrived."""
        return self.visible().filter(state="waiting").order_by("uploaded_at", "id")


class UploadQuerySet(OwnedQuerySet[Any]):
    """Selects uploads of the current owner."""

    def visible(self) -> "UploadQuerySet":
        """Returns the uploads without those that are being deleted."""
        hidden = hidden_uploads()
        return self.exclude(pk__in=hidden) if hidden else self


class ActivityManager(OwnedManager.from_queryset(ActivityQuerySet)):  # type: ignore[misc]
    """Manages the current owner's activities."""


class SourceFileManager(OwnedManager.from_queryset(SourceFileQuerySet)):  # type: ignore[misc]
    """Manages the current owner's source files."""


class UploadManager(OwnedManager.from_queryset(UploadQuerySet)):  # type: ignore[misc]
    """Manages the current owner's uploads."""
