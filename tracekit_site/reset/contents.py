"""Counts what a reset deletes and what it keeps."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Sum

from accounts.jobs.models import Job
from activities.models import FolderFile
from matching.models import Decision, IgnoredDifference, WorkoutName
from providers.models import Connection
from providers.services.start_pull import JOB_KIND_OF_PULL
from tracekit_site.models import Export
from tracekit_site.reset.choice import ResetChoice


@dataclass(frozen=True, slots=True)
class ResetContents:
    """Counts rows: of what was imported only what goes, of answers and connections all there are.

    `listed_files` counts the entries of the list of files, `stored_files` those whose `bytes` are stored here;
    `folder_files` counts those in the athlete's own folder.
    """

    activities: int
    workouts: int
    listed_files: int
    stored_files: int
    bytes: int
    changes: int
    exports: int
    answers: int
    connections: int
    folder_files: int
    is_syncing: bool

    @property
    def is_empty(self) -> bool:
        """Returns whether nothing was imported that could be deleted."""
        return not (self.activities or self.listed_files or self.changes)


def count_contents(choice: ResetChoice) -> ResetContents:
    """Returns the counts of a choice, without what is being deleted already: twelve queries."""
    files = choice.files.visible()
    stored: Any = files.exclude(content="").aggregate(count=Count("pk"), size=Sum("size", default=0))
    return ResetContents(
        activities=choice.activities.visible().count(),
        workouts=choice.workouts.visible().count(),
        listed_files=files.count(),
        stored_files=stored["count"],
        bytes=stored["size"],
        changes=choice.write_backs.count(),
        exports=Export.objects.filter(state=Export.State.READY).count(),
        answers=sum(model.objects.count() for model in (Decision, IgnoredDifference, WorkoutName)),
        connections=Connection.objects.count(),
        folder_files=FolderFile.objects.count(),
        is_syncing=Job.objects.filter(kind__in=JOB_KIND_OF_PULL.values()).exclude(state=Job.State.STOPPED).exists(),
    )
