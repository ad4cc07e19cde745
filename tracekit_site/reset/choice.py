"""Selects what a reset deletes: everything that was imported, or that of a month, of a provider, or of both."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.jobs.models import Job
from activities.calendar import Month
from activities.models import Activity, SourceFile
from activities.querysets import ActivityQuerySet, SourceFileQuerySet
from activities.record import FILE_PROVIDER
from matching.models import Member, TrimmedActivity, Workout, WriteBack
from matching.querysets import WRITE_BACK_JOB, WorkoutQuerySet
from tracekit_site.models import Reset


@dataclass(frozen=True, slots=True)
class ResetChoice:
    """A choice is what the athlete wants to delete of the rows that are older than `before`; None is all of them.

    Without month and provider it is everything that was imported; `is_everything` adds the connections and answers.
    """

    month: Month | None = None
    provider: str = ""
    is_everything: bool = False
    before: datetime | None = None

    @classmethod
    def of(cls, reset: Reset) -> "ResetChoice":
        """Returns the choice of a reset that was requested."""
        month = Month(reset.month.year, reset.month.month) if reset.month else None
        return cls(month, reset.provider, reset.is_everything, reset.requested_at)

    @property
    def is_partial(self) -> bool:
        """Returns whether it is about a month or a provider: nothing is paused then."""
        return self.month is not None or self.provider != ""

    @property
    def activities(self) -> ActivityQuerySet:
        """Returns the activities that it deletes."""
        return Activity.objects.filter(self._is_chosen(), self._is_older("confirmed_at"))

    @property
    def workouts(self) -> WorkoutQuerySet:
        """Returns the workouts that it deletes: those of which no activity is left."""
        chosen = Member.objects.filter(workout=OuterRef("pk"), activity__in=self.activities)
        others = Member.objects.filter(workout=OuterRef("pk")).exclude(activity__in=self.activities)
        return Workout.objects.filter(Exists(chosen), ~Exists(others)) if self.is_partial else Workout.objects.all()

    @property
    def files(self) -> SourceFileQuerySet:
        """Returns the files that it deletes: of a month those that hold no activity of another one."""
        files = SourceFile.objects.filter(self._is_older("uploaded_at"))
        if self.provider not in ("", FILE_PROVIDER):
            return files.none()
        if self.month is None:
            return files
        own = Activity.objects.filter(source_file=OuterRef("pk"))
        return files.filter(Exists(own.filter(self._is_chosen())), ~Exists(own.exclude(self._is_chosen())))

    @property
    def write_backs(self) -> QuerySet[WriteBack]:
        """Returns the changes in the journal that it deletes: of a month those of its activities."""
        rows = WriteBack.objects.filter(self._is_older("clicked_at"))
        rows = rows.filter(connection__provider=self.provider) if self.provider else rows
        if self.month is None:
            return rows
        same = {"provider": OuterRef("connection__provider"), "provider_id": OuterRef("provider_id")}
        return rows.filter(Exists(Activity.objects.filter(self._is_chosen(), **same)))

    @property
    def trimmed(self) -> QuerySet[TrimmedActivity]:
        """Returns the links of trimmed activities that it deletes: of a month those of its workouts."""
        rows = TrimmedActivity.objects.filter(self._is_older("confirmed_at"))
        rows = rows.filter(connection__provider=self.provider) if self.provider else rows
        return rows.filter(workout__local_date__range=(self.month.first, self.month.last)) if self.month else rows

    @property
    def write_backs_under_way(self) -> QuerySet[WriteBack]:
        """Returns the changes that a job still works on: they end before anything of them is deleted."""
        jobs = Job.objects.filter(kind=WRITE_BACK_JOB).exclude(state=Job.State.STOPPED)
        return self.write_backs.filter(ended_at=None, pk__in=list(jobs.values_list("dedup_key", flat=True)))

    def _is_chosen(self) -> Q:
        """Returns the condition that an activity is of the month and the provider."""
        days = Q(local_date__range=(self.month.first, self.month.last)) if self.month else Q()
        return days & (Q(provider=self.provider) if self.provider else Q())

    def _is_older(self, column: str) -> Q:
        return Q(**{f"{column}__lte": self.before}) if self.before else Q()
