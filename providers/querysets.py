"""Queries connections and what belongs to them, without those that the athlete has ended."""

from typing import Any

from django.db.models import CharField, F, OuterRef, Subquery, Value
from django.db.models.functions import Cast, Replace

from accounts.jobs.models import Job
from accounts.owned import OwnedManager, OwnedQuerySet
from activities.being_deleted import hidden_files, hidden_providers

FETCH_FILE_JOB = "files.fetch"
"""Jobs of this kind fetch a file; the `dedup_key` is the id of the file fetch in 32 digits."""

CLOSED = "closed"
"""This is the state of a connection that the athlete has ended, and whose data is being deleted."""


class ConnectionManager(OwnedManager):
    """Manages the current owner's connections; one that the athlete has ended is none any more."""

    def get_queryset(self) -> OwnedQuerySet[Any]:
        return super().get_queryset().exclude(state=CLOSED)

    def closed(self) -> OwnedQuerySet[Any]:
        """Returns the connections whose data is being deleted."""
        return super().get_queryset().filter(state=CLOSED)


class ConnectionBoundManager(OwnedManager):
    """Manages rows that belong to a connection of the current owner, without those that are being deleted with it."""

    def get_queryset(self) -> OwnedQuerySet[Any]:
        hidden = hidden_providers()
        rows = super().get_queryset()
        return rows.exclude(connection__provider__in=hidden) if hidden else rows


class FileFetchQuerySet(OwnedQuerySet[Any]):
    """Selects file fetches of the current owner."""

    def visible(self) -> "FileFetchQuerySet":
        """Returns the file fetches whose file is not being deleted."""
        hidden = hidden_files("file__")
        return self.exclude(hidden) if hidden else self

    def with_status(self) -> "FileFetchQuerySet":
        """Returns the visible file fetches with everything that a page shows of them: one query.

        `job_state` and `job_not_before` come from the job of a fetch; each is None where there is none.
        """
        key = Cast(OuterRef("pk"), CharField())
        jobs = Job.objects.annotate(file_fetch=Replace(key, Value("-"), Value("")))
        jobs = jobs.filter(kind=FETCH_FILE_JOB, dedup_key=F("file_fetch"))
        return (
            self.visible()
            .select_related("activity", "file__copy_of")
            .annotate(
                job_state=Subquery(jobs.values("state")[:1]),
                job_not_before=Subquery(jobs.values("not_before")[:1]),
            )
        )


class FileFetchManager(OwnedManager.from_queryset(FileFetchQuerySet)):  # type: ignore[misc]
    """Manages the current owner's file fetches."""
