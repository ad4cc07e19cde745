"""Knows which kind of job is running, so that what a job does far below can say what it was for, and how urgent."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from accounts.jobs.kinds import JOB_KINDS
from accounts.jobs.lanes import Lane

_kind: ContextVar[str] = ContextVar("job_kind", default="")


@contextmanager
def running_kind(name: str) -> Iterator[None]:
    """Says inside the block that a job of this kind is running."""
    token = _kind.set(name)
    try:
        yield
    finally:
        _kind.reset(token)


def current_job_kind() -> str:
    """Returns the kind of the job that is running; empty outside of a job."""
    return _kind.get()


def current_lane() -> Lane:
    """Returns the lane of the job that is running; outside of a job a person waits, as after a click."""
    kind = JOB_KINDS.get(current_job_kind())
    return Lane.CLICK if kind is None else Lane(kind.lane)
