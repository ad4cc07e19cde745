"""Knows how urgent the job is that is running, so that what it does far below can be as urgent."""

from accounts.jobs.current_kind import current_job_kind
from accounts.jobs.kinds import JOB_KINDS
from accounts.jobs.lanes import Lane


def current_lane() -> Lane:
    """Returns the lane of the job that is running; outside of a job a person waits, as after a click."""
    kind = JOB_KINDS.get(current_job_kind())
    return Lane.CLICK if kind is None else Lane(kind.lane)
