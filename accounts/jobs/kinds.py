"""What a job can be.  The app that does the work registers it; rows and doorbells carry only its name."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from accounts.jobs.claims import Claim

JobStep = Callable[["Claim"], bool]


@dataclass(frozen=True, slots=True)
class JobKind:
    """`run` does one slice in the owner's scope and says whether work remains."""

    name: str
    lane: int
    run: JobStep


@dataclass(frozen=True, slots=True)
class PeriodicTask:
    """Something that belongs to no account and is done every so often, by one process of the install."""

    every: timedelta
    run: Callable[[], None]

    @property
    def name(self) -> str:
        """What it is called in the timetable."""
        return self.run.__name__


JOB_KINDS: dict[str, JobKind] = {}
PERIODIC_TASKS: list[PeriodicTask] = []


def job_kind(name: str, *, lane: int) -> Callable[[JobStep], JobStep]:
    """Registers the function that does one slice of the jobs called `name`."""

    def register(run: JobStep) -> JobStep:
        JOB_KINDS[name] = JobKind(name, lane, run)
        return run

    return register


def periodic_task(every: timedelta) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """Registers a function that is called once in each slot of that length; calling it twice must be harmless."""

    def register(run: Callable[[], None]) -> Callable[[], None]:
        PERIODIC_TASKS.append(PeriodicTask(every, run))
        return run

    return register
