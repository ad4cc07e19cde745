"""Holds the statements that every step of every job executes, as plain SQL, because building them takes longest.

They act across accounts, as the claim does, and change a claimed job only where its lease token is still the same. The
clock is the database's. They use the literals of the partial indexes, so that both databases find these.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from django.db import IntegrityError, connection

from accounts.jobs.lanes import Lane, LaneOrder
from accounts.jobs.models import LEASE, Job
from accounts.jobs.plain_sql import NOW, execute, to_database

CLAIMED_COLUMNS = ("id", "owner_id", "provider", "kind", "dedup_key", "lane", "attempts")
"""The claim returns these columns; the others are loaded when they are asked for."""


class ClaimedJob(NamedTuple):
    """A claimed job is a job that a worker holds from now on, and whether its account is suspended."""

    job: Job
    is_suspended: bool


_LEASE_END = {
    "postgresql": f"STATEMENT_TIMESTAMP() + INTERVAL '{LEASE.total_seconds():.0f} seconds'",
    "sqlite": f"STRFTIME('%%Y-%%m-%%d %%H:%%M:%%f', 'NOW', '+{LEASE.total_seconds():.0f} seconds')",
}
_SKIP_LOCKED = {"postgresql": "FOR UPDATE SKIP LOCKED", "sqlite": ""}

_CLAIMABLE = """
    SELECT job.id FROM jobs_job AS job
    WHERE {condition} AND job.state = 'queued' AND job.not_before <= {now} AND job.kind IN ({kinds})
        AND NOT EXISTS (
            SELECT 1 FROM jobs_job AS running
            WHERE running.owner_id = job.owner_id AND running.provider = job.provider AND running.state = 'running'
        )
    ORDER BY job.not_before, job.id LIMIT 1 {skip_locked}
"""
_CLAIM = """
    UPDATE jobs_job SET state = 'running', is_blocked = false, attempts = attempts + 1, lease_until = {lease_end},
        lease_token = %s, worker_id = %s
    WHERE id = {job_id} RETURNING {columns}, EXISTS (
        SELECT 1 FROM accounts_account AS owner
        WHERE owner.id = jobs_job.owner_id AND NOT owner.is_active AND owner.closed_at IS NULL
    )
"""
_DELETE = "DELETE FROM jobs_job WHERE id = %s AND lease_token = %s"
_REQUEUE = """
    UPDATE jobs_job SET state = 'queued', not_before = COALESCE(%s, {now}), attempts = 0, lease_until = NULL,
        lease_token = NULL, worker_id = NULL, is_blocked = %s AND EXISTS (
            SELECT 1 FROM jobs_job AS ahead
            WHERE ahead.state = 'queued' AND ahead.owner_id = jobs_job.owner_id AND ahead.provider = jobs_job.provider
                AND ahead.lane = jobs_job.lane AND ahead.not_before <= {now}
        )
    WHERE id = %s AND lease_token = %s AND NOT EXISTS (
        SELECT 1 FROM jobs_job AS same
        WHERE same.state = 'queued' AND same.owner_id = jobs_job.owner_id AND same.provider = jobs_job.provider
            AND same.kind = jobs_job.kind AND same.dedup_key = jobs_job.dedup_key
    )
"""


def claim_first(kinds: Sequence[str], lanes: LaneOrder, token: UUID, worker_id: int | None) -> ClaimedJob | None:
    """Claims the next job in one statement: lane by lane in this order, so that the index starts at the due jobs.

    Returns None when no job is due. Raises IntegrityError when a job of the same owner and provider was claimed in the
    same moment.
    """
    statement = _claim_statement(connection.vendor, len(kinds), len(lanes))
    parameters: list[Any] = [to_database(token), worker_id]
    for lane in lanes:
        parameters += [lane.value, *kinds]
    return _to_claimed_job(execute(statement, parameters), token)


def claim_by_id(job_id: int, kinds: Sequence[str], token: UUID, worker_id: int | None) -> ClaimedJob | None:
    """Claims a job, be it blocked or not, as `claim_first` does; returns None when it cannot be claimed."""
    statement = _claim_statement(connection.vendor, len(kinds), 0)
    return _to_claimed_job(execute(statement, [to_database(token), worker_id, job_id, *kinds]), token)


def first_claimable(kinds: Sequence[str]) -> int | None:
    """Returns the id of the job that `claim_first` would claim with the lanes by priority."""
    arms = _first_in_lanes(connection.vendor, len(kinds), skip_locked=False)
    rows = execute(f"SELECT {arms}", [value for lane in Lane for value in (lane.value, *kinds)])
    return rows[0][0]


def delete_claimed(job: Job, token: UUID) -> None:
    """Deletes a job whose lease is not lost."""
    execute(_DELETE, [job.pk, to_database(token)])


def requeue_claimed(job: Job, token: UUID, not_before: datetime | None) -> None:
    """Puts a job whose lease is not lost back into the queue, to be claimed from `not_before` or from now on.

    One that is due now waits behind the other jobs of its line. When the same job was enqueued meanwhile, its row
    replaces this one, which is deleted.
    """
    moment = None if not_before is None else connection.ops.adapt_datetimefield_value(not_before)
    key = [job.pk, to_database(token)]
    try:
        is_requeued = execute(_requeue_statement(connection.vendor), [moment, moment is None, *key])
    except IntegrityError:
        is_requeued = []
    if not is_requeued:
        execute(_DELETE, key)


@cache
def _claim_statement(vendor: str, kind_count: int, lane_count: int) -> str:
    job_id = (
        _first_in_lanes(vendor, kind_count, skip_locked=True)
        if lane_count
        else _claimable(vendor, "job.id = %s", kind_count, skip_locked=True)
    )
    columns = ", ".join(CLAIMED_COLUMNS)
    return _CLAIM.format(lease_end=_LEASE_END[vendor], job_id=job_id, columns=columns)


@cache
def _requeue_statement(vendor: str) -> str:
    return _REQUEUE.format(now=NOW[vendor]) + "RETURNING id"


@cache
def _first_in_lanes(vendor: str, kind_count: int, *, skip_locked: bool) -> str:
    arm = _claimable(vendor, "job.lane = %s AND NOT job.is_blocked", kind_count, skip_locked=skip_locked)
    return f"COALESCE({', '.join([arm] * len(Lane))})"


def _claimable(vendor: str, condition: str, kind_count: int, *, skip_locked: bool) -> str:
    lock = _SKIP_LOCKED[vendor] if skip_locked else ""
    kinds = ", ".join(["%s"] * kind_count)
    return f"({_CLAIMABLE.format(condition=condition, now=NOW[vendor], kinds=kinds, skip_locked=lock)})"


def _to_claimed_job(rows: list[tuple[Any, ...]], token: UUID) -> ClaimedJob | None:
    if not rows:
        return None
    *columns, is_suspended = rows[0]
    values = dict(zip(CLAIMED_COLUMNS, columns, strict=True))
    values |= {"owner_id": UUID(str(values["owner_id"])), "state": Job.State.RUNNING, "lease_token": token}
    names = [field.attname for field in Job._meta.concrete_fields if field.attname in values]
    return ClaimedJob(Job.from_db(connection.alias, names, [values[name] for name in names]), bool(is_suspended))
