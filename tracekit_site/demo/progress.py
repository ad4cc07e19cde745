"""Measures the progress of building a demo."""

from dataclasses import dataclass

from accounts.jobs.models import Job
from activities.models import SourceFile
from providers.models import Pull
from tracekit_site.demo.build import ARCHIVE_NAME
from tracekit_site.models import Demo


@dataclass(frozen=True, slots=True)
class DemoProgress:
    """Counts what a demo holds so far: its athlete, pulled activities, read files; a stopped job stops the demo."""

    has_athlete: bool
    activities_pulled: int
    is_pulled: bool
    files_read: int
    is_read: bool
    has_stopped: bool

    @property
    def is_complete(self) -> bool:
        """Returns whether everything is pulled and read."""
        return self.is_pulled and self.is_read

    @property
    def steps(self) -> int:
        """Returns how many of the three steps are done."""
        return self.has_athlete + self.is_pulled + self.is_read


def demo_progress() -> DemoProgress:
    """Returns the progress of the current owner's demo."""
    demo = Demo.objects.first()
    pull = Pull.objects.order_by("started_at").first()
    states = list(SourceFile.objects.exclude(name=ARCHIVE_NAME).values_list("state", flat=True))
    has_waiting_files = SourceFile.objects.waiting().exists()
    return DemoProgress(
        has_athlete=bool(demo and demo.athlete_code),
        activities_pulled=pull.listed_count if pull else 0,
        is_pulled=bool(pull and pull.ended_at),
        files_read=sum(state != SourceFile.State.WAITING for state in states),
        is_read=bool(demo and demo.has_files and not has_waiting_files),
        has_stopped=Job.objects.filter(state=Job.State.STOPPED).exists(),
    )
