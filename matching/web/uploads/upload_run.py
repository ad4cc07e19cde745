"""The run: what was uploaded last or is still being read, counted by what came of it."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Case, Count, Exists, Max, Min, OuterRef, Q, QuerySet, When

from accounts.jobs.models import Job
from accounts.scope import current_owner_id
from activities.calendar import Month, month_of
from activities.models import SourceFile, Upload
from activities.parsers.result import Value
from activities.services.receive import READ
from activities.sports import TRANSITION
from activities.units import number
from matching.models import Member
from matching.web.pages.wording import counted
from matching.web.uploads.storage_messages import WAITED

State = SourceFile.State
_WORKOUT = "activities__member__workout"


@dataclass(frozen=True)
class UploadRun:
    """All uploads from `begin` on; `rows` counts their files by outcome; `stopped` says that reading gave up."""

    begin: Upload
    stopped: bool
    rows: list[dict[str, Any]]

    @cached_property
    def total(self) -> int:
        """All files."""
        return self._sum("files")

    @cached_property
    def waiting(self) -> int:
        """Files that are still to be read."""
        return self._sum("files", State.WAITING)

    @property
    def waited(self) -> str:
        """What was in the way that is no file's fault; empty when nothing is known of it."""
        reasons = (row["reason"] for row in self.rows if row["state"] == State.WAITING and row["reason"])
        return next(map(WAITED.__getitem__, reasons), "")

    @property
    def is_reading(self) -> bool:
        """Whether it goes on by itself: files wait, and reading has not stopped."""
        return self.waiting > 0 and not self.stopped

    @property
    def done(self) -> int:
        """Files that are through, whatever came of them."""
        return self.total - self.waiting

    @property
    def joined(self) -> int:
        """Files of which an activity joined a workout that was there."""
        return self._sum("joined")

    @property
    def new(self) -> int:
        """Files that were read and made workouts only."""
        return self._sum("files", State.READ) - self.joined

    @property
    def twice(self) -> int:
        """Files that were here already."""
        return self._sum("files", State.TWIN)

    @property
    def refused(self) -> int:
        """Files of which nothing was kept."""
        return self._sum("files", State.REFUSED)

    @property
    def refusals(self) -> list[tuple[str, dict[str, Value], int]]:
        """Reason, values and count of what was refused."""
        rows = (row for row in self.rows if row["state"] == State.REFUSED)
        return [(row["reason"], row["reason_values"], row["files"]) for row in rows]

    @property
    def is_one_upload(self) -> bool:
        """Whether it is just the upload `begin`, which can be deleted as a whole."""
        return all(row["latest"] == self.begin.started_at for row in self.rows)

    @property
    def workouts(self) -> str:
        """`3 workouts in May 2026, 1 of them from several files`; empty when nothing was read."""
        row = next((row for row in self.rows if row["state"] == State.READ and row["workouts"]), None)
        if row is None:
            return ""
        several = f", {number(row['several'])} of them from several files" if row["several"] else ""
        return f"{counted(row['workouts'], 'workout')} {_months(row['first'], row['last'])}{several}"

    @property
    def month(self) -> Month:
        """The newest month with a workout of the run. Raises StopIteration when there is none."""
        return month_of(next(row["last"] for row in self.rows if row["last"]))

    def _sum(self, column: str, state: str | None = None) -> int:
        return sum(row[column] for row in self.rows if state in (None, row["state"]))


def upload_run(since: Upload | None = None) -> UploadRun | None:
    """The run from that upload on, else from the oldest upload that waits, else the newest; None without a file.

    Two queries.
    """
    begin = _uploads().filter(pk=since.pk).first() if since else _uploads().first()
    if begin is None:
        return None
    earlier = Member.objects.filter(workout=OuterRef(_WORKOUT), activity__lt=OuterRef("activities"))
    late = Q(late=True)
    rows = files_since(begin).alias(late=Exists(earlier)).order_by().values("state", "reason", "reason_values")
    counts: Any = rows.annotate(
        files=Count("pk", distinct=True),
        joined=Count("pk", distinct=True, filter=late),
        workouts=Count(_WORKOUT, distinct=True, filter=~Q(activities__sport=TRANSITION)),
        several=Count(_WORKOUT, distinct=True, filter=late),
        first=Min("activities__local_date"),
        last=Max("activities__local_date"),
        latest=Max("upload__started_at"),
    )
    return UploadRun(begin, begin.stopped, list(counts))


def files_since(begin: Upload) -> "QuerySet[SourceFile]":
    """The files of that upload and of all later ones; with the owner named, they are found by the index on uploads."""
    return SourceFile.objects.filter(upload__owner=current_owner_id(), upload__started_at__gte=begin.started_at)


def _uploads() -> Any:
    """Uploads that brought something: those that wait first, the oldest of them first, then the newest first.

    Each says whether it `waits`, and whether reading has `stopped`.
    """
    files = SourceFile.objects.filter(upload=OuterRef("pk"))
    uploads = Upload.objects.filter(Exists(files)).annotate(
        waits=Exists(files.filter(state=State.WAITING)),
        stopped=Exists(Job.objects.filter(kind=READ, state=Job.State.STOPPED)),
    )
    return uploads.order_by("-waits", Case(When(waits=True, then="started_at")), "-started_at")


def _months(first: date, last: date) -> str:
    if month_of(first) == month_of(last):
        return f"in {month_of(last)}"
    return f"from {month_of(first)} to {month_of(last)}"
