"""Registers the kinds of jobs and the periodic tasks; rows and messages carry only their names."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from accounts.jobs.claims import Claim

JobStep = Callable[[Claim], bool]
"""A job step does a part of a job in its owner's scope and returns whether work remains."""


@dataclass(frozen=True, slots=True)
class JobKind:
    """A job kind is what a job does: its name, its lane, and the function that runs one step.

    A step that calls a platform may wait for an answer; such jobs have a loop of their own in every worker. Jobs that
    delete what an athlete has deleted run in the web process while there is no worker. While an account is suspended,
    only those run, and others that delete.
    """

    name: str
    lane: int
    run: JobStep
    calls_platform: bool = False
    deletes: bool = False
    runs_when_suspended: bool = False


@dataclass(frozen=True, slots=True)
class PeriodicTask:
    """A periodic task belongs to no account and runs once in every interval, in one process of the install."""

    every: timedelta
    run: Callable[[], None]

    @property
    def name(self) -> str:
        """Returns the name under which its runs are stored."""
        return self.run.__name__


class WorkerThread(Protocol):
    """Describes what else runs in every worker, in a thread of its own."""

    def start(self) -> None:
        """Starts the thread."""

    def stop(self) -> None:
        """Tells the thread to end."""


JOB_KINDS: dict[str, JobKind] = {}
PERIODIC_TASKS: list[PeriodicTask] = []
WORKER_THREADS: list[WorkerThread] = []
"""Apps add what their workers run beside jobs and periodic tasks."""


def local_kinds() -> list[str]:
    """Returns the names of the kinds whose jobs call nobody."""
    return [kind.name for kind in JOB_KINDS.values() if not kind.calls_platform]


def platform_kinds() -> list[str]:
    """Returns the names of the kinds whose jobs call a platform."""
    return [kind.name for kind in JOB_KINDS.values() if kind.calls_platform]


def deleting_kinds() -> list[str]:
    """Returns the names of the kinds whose jobs delete what an athlete has deleted."""
    return [kind.name for kind in JOB_KINDS.values() if kind.deletes]


def job_kind(
    name: str, *, lane: int, calls_platform: bool = False, deletes: bool = False, runs_when_suspended: bool = False
) -> Callable[[JobStep], JobStep]:
    """Registers the function that runs one step of the jobs of this kind. Raises ValueError for a name in use."""

    def register(run: JobStep) -> JobStep:
        if name in JOB_KINDS:
            raise ValueError(f"There is a job kind named {name!r} already.")
        JOB_KINDS[name] = JobKind(name, lane, run, calls_platform, deletes, deletes or runs_when_suspended)
        return run

    return register


def periodic_task(every: timedelta) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """Registers a function that runs once in every interval; running it twice must be harmless.

    Raises ValueError when a task of the same name is registered already: their runs would be stored as one.
    """

    def register(run: Callable[[], None]) -> Callable[[], None]:
        task = PeriodicTask(every, run)
        if task.name in {registered.name for registered in PERIODIC_TASKS}:
            raise ValueError(f"There is a periodic task named {task.name!r} already.")
        PERIODIC_TASKS.append(task)
        return run

    return register
