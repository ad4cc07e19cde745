"""How far a demo is."""

from dataclasses import dataclass

from accounts.jobs.models import Job
from activities.models import SourceFile
from providers.models import Pull
from tracekit_site.demo.build import ZIP
from tracekit_site.models import Demo


@dataclass(frozen=True, slots=True)
class Progress:
    """What of a demo is there: its athlete, activities pulled, files read; `has_stopped` when a job has given up."""

    has_athlete: bool
    pulled: int
    is_pulled: bool
    read: int
    is_read: bool
    has_stopped: bool

    @property
    def is_in(self) -> bool:
        """Whether all of it is."""
        return self.is_pulled and self.is_read

    @property
    def steps(self) -> int:
        """How many of the three steps are done."""
        return self.has_athlete + self.is_pulled + self.is_read


def progress() -> Progress:
    """Of the current owner's demo."""
    demo = Demo.objects.first()
    pull = Pull.objects.order_by("started_at").first()
    states = list(SourceFile.objects.exclude(name=ZIP).values_list("state", flat=True))
    waits = SourceFile.objects.waiting().exists()
    return Progress(
        has_athlete=bool(demo and demo.code),
        pulled=pull.listed_count if pull else 0,
        is_pulled=bool(pull and pull.ended_at),
        read=sum(state != SourceFile.State.WAITING for state in states),
        is_read=bool(demo and demo.has_files and not waits),
        has_stopped=Job.objects.filter(state=Job.State.STOPPED).exists(),
    )
