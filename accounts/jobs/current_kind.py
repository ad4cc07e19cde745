"""Knows which kind of job is running, so that what a job does far below can say what it was for."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

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
