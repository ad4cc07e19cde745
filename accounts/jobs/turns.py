"""Gives accounts turns within a lane: one due job of an account waits in the queue, and the others behind it.

A line is the due jobs of one owner, provider and lane. All but one of them are blocked, so the claim passes them over,
and an account with ten thousand jobs is served no more often than one with a single job. When a step ends, the next job
of its line goes to the end of the queue.
"""

from functools import cache
from typing import NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import BooleanField
from django.db.models.expressions import RawSQL

from accounts.jobs.lanes import Lane
from accounts.jobs.plain_sql import NOW, execute, to_database

_IS_LINE_LED = """
    SELECT true FROM jobs_job AS ahead
    WHERE ahead.owner_id = %s AND ahead.provider = %s AND ahead.lane = %s
        AND ahead.state = 'queued' AND ahead.not_before <= {now}
    LIMIT 1 {lock}
"""
_LOCK = {"postgresql": "FOR KEY SHARE", "sqlite": ""}
"""Nobody claims the job ahead before the one behind it is committed: its end would not find that one."""

_FIRST_OF_LINE = """
    (SELECT first.id FROM jobs_job AS first
    WHERE first.owner_id = %s AND first.provider = %s AND first.lane = {lane:d} AND first.state = 'queued'
        AND first.is_blocked = {is_blocked} AND first.not_before <= {now}
    ORDER BY first.not_before, first.id LIMIT 1)
"""
_FIRST_OF_LINES = """
    SELECT job.id, job.lane, job.is_blocked FROM jobs_job AS job
    WHERE job.id IN ({first_ids}) AND NOT EXISTS (
        SELECT 1 FROM jobs_job AS running
        WHERE running.owner_id = job.owner_id AND running.provider = job.provider AND running.state = 'running'
    )
    ORDER BY job.lane
"""
_UNBLOCK = """
    UPDATE jobs_job SET is_blocked = false, not_before = CASE WHEN lane = %s THEN {now} ELSE not_before END
    WHERE id IN ({places}) AND is_blocked AND state = 'queued'
"""


class FollowingJob(NamedTuple):
    """The following job of an owner and provider is the one that can be claimed once another has ended."""

    id: int
    lane: int
    is_blocked: bool


def is_behind(owner_id: UUID, provider: str, lane: int) -> RawSQL:
    """Returns the condition that a due job of this owner, provider and lane waits already, for a row to insert."""
    statement = _IS_LINE_LED.format(now=NOW[connection.vendor], lock=_LOCK[connection.vendor])
    parameters = [to_database(owner_id), provider, lane]
    return RawSQL(f"COALESCE(({statement}), false)", parameters, BooleanField())  # noqa: S611 - no input in it


def unblock_following(owner_id: UUID, provider: str, ended_lane: int | None = None) -> FollowingJob | None:
    """Unblocks the first job of each line of this owner and provider; returns the one that comes next.

    The one in the lane of the job that ended goes to the end of the queue, because its account had its turn there. It
    does nothing, and returns None, while another of their jobs runs. It makes one query, and a statement if a job was
    blocked.
    """
    vendor = connection.vendor
    rows = execute(_first_of_lines(vendor), [to_database(owner_id), provider] * 2 * len(Lane))
    following = [FollowingJob(*row) for row in rows]
    blocked_ids = [job.id for job in following if job.is_blocked]
    if blocked_ids:
        places = ", ".join(["%s"] * len(blocked_ids))
        execute(_UNBLOCK.format(now=NOW[vendor], places=places), [ended_lane, *blocked_ids])
    return following[0] if following else None


@cache
def _first_of_lines(vendor: str) -> str:
    """Returns the query for the first job of the line in each lane: one that is not blocked, or else the oldest."""
    lines = [
        ", ".join(
            _FIRST_OF_LINE.format(lane=lane, is_blocked=is_blocked, now=NOW[vendor]) for is_blocked in (False, True)
        )
        for lane in Lane
    ]
    return _FIRST_OF_LINES.format(first_ids=", ".join(f"COALESCE({line})" for line in lines))
