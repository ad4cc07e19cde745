"""Counts an upload run by outcome: what was uploaded last, or is still being read."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.db.models import Case, Count, Exists, Max, Min, OuterRef, Q, QuerySet, When

from accounts.jobs.models import Job
from accounts.scope import current_owner_id
from accounts.services.cpu_quota import deferred_until
from activities.calendar import month_of
from activities.models import SourceFile, Upload
from activities.parsers.result import Value
from activities.services.receive import READ_FILES_JOB
from activities.sports import TRANSITION
from activities.units import format_number
from matching.models import Member
from matching.web.pages.links import Link, month_link, year_link
from matching.web.pages.wording import format_count
from matching.web.uploads.storage_messages import WAITING_FOR

State = SourceFile.State
_WORKOUT = "activities__member__workout"


@dataclass(frozen=True)
class UploadRun:
    """Represents all uploads from `start` on.

    `rows` counts their files by outcome; `has_stopped` says that the job that reads them gave up.
    """

    start: Upload
    has_stopped: bool
    rows: list[dict[str, Any]]

    @cached_property
    def deferred_until(self) -> datetime | None:
        """Returns when reading goes on, if files wait because the account's processing of today is used up."""
        return deferred_until() if self.waiting else None

    @cached_property
    def total(self) -> int:
        """Returns how many files the run has."""
        return self._sum("files")

    @cached_property
    def waiting(self) -> int:
        """Returns how many files are still to be read."""
        return self._sum("files", State.WAITING)

    @property
    def waiting_for(self) -> str:
        """Returns what holds up the files that wait, when it is the storage; else empty."""
        reasons = (row["reason"] for row in self.rows if row["state"] == State.WAITING and row["reason"])
        return next(map(WAITING_FOR.__getitem__, reasons), "")

    @property
    def is_reading(self) -> bool:
        """Returns whether files are being read: they wait, and reading has neither stopped nor is it deferred."""
        return self.waiting > 0 and not self.has_stopped and self.deferred_until is None

    @property
    def done(self) -> int:
        """Returns how many files are through, whatever their outcome."""
        return self.total - self.waiting

    @property
    def joined(self) -> int:
        """Returns how many files hold an activity that joined a workout."""
        return self._sum("joined")

    @property
    def new(self) -> int:
        """Returns how many files were read and made only new workouts."""
        return self._sum("files", State.READ) - self.joined

    @property
    def copies(self) -> int:
        """Returns how many files were here already."""
        return self._sum("files", State.COPY)

    @property
    def refused(self) -> int:
        """Returns how many files were refused."""
        return self._sum("files", State.REFUSED)

    @property
    def refusals(self) -> list[tuple[str, dict[str, Value], int]]:
        """Returns reason, values and count of the refused files."""
        rows = (row for row in self.rows if row["state"] == State.REFUSED)
        return [(row["reason"], row["reason_values"], row["files"]) for row in rows]

    @property
    def is_one_upload(self) -> bool:
        """Returns whether the run is just the upload `start`, which can be deleted as a whole."""
        return all(row["latest"] == self.start.started_at for row in self.rows)

    @property
    def workouts(self) -> str:
        """Returns `3 workouts in May 2026, 1 from several sources`; empty when nothing was read."""
        row = next((row for row in self.rows if row["state"] == State.READ and row["workouts"]), None)
        if row is None:
            return ""
        several = f", {format_number(row['several'])} from several sources" if row["several"] else ""
        return f"{format_count(row['workouts'], 'workout')} {_months(row['first'], row['last'])}{several}"

    @property
    def calendar(self) -> Link:
        """Returns the link to the month of its workouts, or to the newest year when there are several months.

        Raises StopIteration when it has no workout.
        """
        first, last = next((row["first"], row["last"]) for row in self.rows if row["last"])
        return month_link(month_of(last)) if month_of(first) == month_of(last) else year_link(last.year)

    def _sum(self, column: str, state: str | None = None) -> int:
        return sum(row[column] for row in self.rows if state in (None, row["state"]))


def current_run(since: Upload | None = None) -> UploadRun | None:
    """Returns the run from that upload on, else from the oldest upload that waits, else the newest: two queries.

    Returns None without a file.
    """
    start = _uploads().filter(pk=since.pk).first() if since else _uploads().first()
    if start is None:
        return None
    earlier = Member.objects.visible().filter(workout=OuterRef(_WORKOUT), activity__lt=OuterRef("activities"))
    late = Q(late=True)
    rows = files_since(start).alias(late=Exists(earlier)).order_by().values("state", "reason", "reason_values")
    counts: Any = rows.annotate(
        files=Count("pk", distinct=True),
        joined=Count("pk", distinct=True, filter=late),
        workouts=Count(_WORKOUT, distinct=True, filter=~Q(activities__sport=TRANSITION)),
        several=Count(_WORKOUT, distinct=True, filter=late),
        first=Min(f"{_WORKOUT}__local_date"),
        last=Max(f"{_WORKOUT}__local_date"),
        latest=Max("upload__started_at"),
    )
    return UploadRun(start, start.has_stopped, list(counts))


def files_since(start: Upload) -> "QuerySet[SourceFile]":
    """Returns the files of that upload and of all later ones.

    The owner is named so that the database uses the index on uploads.
    """
    return SourceFile.objects.visible().filter(
        upload__owner=current_owner_id(), upload__started_at__gte=start.started_at
    )


def _uploads() -> Any:
    """Returns the uploads that have files: the oldest that `is_waiting` first, then the newest first.

    Each carries `has_stopped`: whether the job that reads has given up.
    """
    files = SourceFile.objects.filter(upload=OuterRef("pk"))
    uploads = (
        Upload.objects.visible()
        .filter(Exists(files))
        .annotate(
            is_waiting=Exists(files.filter(state=State.WAITING)),
            has_stopped=Exists(Job.objects.filter(kind=READ_FILES_JOB, state=Job.State.STOPPED)),
        )
    )
    return uploads.order_by("-is_waiting", Case(When(is_waiting=True, then="started_at")), "-started_at")


def _months(first: date, last: date) -> str:
    if month_of(first) == month_of(last):
        return f"in {month_of(last)}"
    return f"from {month_of(first)} to {month_of(last)}"
