"""Fetches the activities of which a platform has told by its webhook: one by its id, several with one list."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime

from django.utils import timezone

from accounts.jobs.claims import Claim, Postpone
from accounts.jobs.kinds import job_kind
from accounts.jobs.lanes import Lane
from accounts.jobs.lease_keeper import keep_lease
from accounts.jobs.models import MAX_ATTEMPTS, Job
from accounts.jobs.services.enqueue import delete_queued
from accounts.services.part_size import PartSize
from activities.models import Activity
from activities.record import ActivityRecord
from providers.errors import ProviderUnavailable, ReconnectNeeded, RequestRefused, TemporaryFailure
from providers.models import Connection, Pull
from providers.services.call_provider import platform_for
from providers.services.gear import with_gear
from providers.services.platform_deletions import note_deletions
from providers.services.pull_page import store_records
from providers.services.receive_events import CHANGED_JOB, COLLECTED_FOR, DELETED_JOB
from providers.services.start_pull import RECENT, start_pull
from providers.services.window_share import check_share

MAX_BY_ID = 5
"""One fetch gets so many activities by their ids; the others wait for the next one."""
FIRST_PART_SIZE, MAX_PART_SIZE = 10, 20
"""The first transaction stores so many activities, the others as many as fit into a short one."""


@job_kind(CHANGED_JOB, lane=Lane.WEBHOOK, calls_platform=True)
def fetch_pushed(claim: Claim) -> bool:
    """Fetches the activity of this job and of all others that wait: a list, and at most `MAX_BY_ID` by their ids.

    It runs once in ten minutes for each connection, whatever the platform sends. A platform with a change feed is asked
    for its changes instead.
    """
    connection = Connection.objects.filter(provider=claim.job.provider, is_paused=False).first()
    if connection is None or connection.state == Connection.State.RECONNECT:
        delete_queued(CHANGED_JOB, provider=claim.job.provider)
        return False
    last_fetch_at = connection.pushed_fetch_at
    if claim.attempts == 1:
        _start_fetch(connection)
    if connection.platform.has_change_feed:
        start_pull(connection, Pull.Kind.DAILY)
        delete_queued(CHANGED_JOB, provider=connection.provider)
        return False
    try:
        with keep_lease(claim):
            _fetch(connection, claim, {claim.job.dedup_key, *_waiting_ids(CHANGED_JOB, connection)})
    except TemporaryFailure as failure:
        if failure.retry_after is not None and connection.waiting_until is not None:
            Connection.objects.filter(pk=connection.pk).update(pushed_fetch_at=last_fetch_at)
            _postpone_others(connection, connection.waiting_until)
            raise Postpone(connection.waiting_until) from None
        if claim.attempts < MAX_ATTEMPTS:
            raise
    except (ReconnectNeeded, ProviderUnavailable, Connection.DoesNotExist):
        delete_queued(CHANGED_JOB, provider=connection.provider)
    return False


@job_kind(DELETED_JOB, lane=Lane.WEBHOOK)
def note_pushed_deletions(claim: Claim) -> bool:
    """Notes all deletions that wait; each is confirmed before anything is deleted here.

    A platform with a change feed is asked for its changes instead.
    """
    provider = claim.job.provider
    connection = Connection.objects.filter(provider=provider, is_paused=False).first()
    if connection is not None and connection.platform.has_change_feed:
        start_pull(connection, Pull.Kind.DAILY)
    elif connection is not None:
        note_deletions(connection, {claim.job.dedup_key, *_waiting_ids(DELETED_JOB, connection)})
    delete_queued(DELETED_JOB, provider=provider)
    return False


def _waiting_ids(kind: str, connection: Connection) -> list[str]:
    """Returns the ids of the activities that wait for this kind of job, the oldest first."""
    jobs = Job.objects.filter(kind=kind, provider=connection.provider, state=Job.State.QUEUED)
    return list(jobs.order_by("pk").values_list("dedup_key", flat=True))


def _start_fetch(connection: Connection) -> None:
    """Notes that a fetch starts now. Raises Postpone while the last one is too recent, for all that waits."""
    now, last = timezone.now(), connection.pushed_fetch_at
    if last is not None and now < last + COLLECTED_FOR:
        _postpone_others(connection, last + COLLECTED_FOR)
        raise Postpone(last + COLLECTED_FOR)
    check_share(connection)
    connection.pushed_fetch_at = now
    Connection.objects.filter(pk=connection.pk).update(pushed_fetch_at=now)


def _postpone_others(connection: Connection, until: datetime) -> None:
    """Lets everything that waits be fetched together then."""
    waiting = Job.objects.filter(kind=CHANGED_JOB, provider=connection.provider, state=Job.State.QUEUED)
    waiting.update(not_before=until, is_blocked=False)


def _fetch(connection: Connection, claim: Claim, ids: set[str]) -> None:
    """Fetches the activities of these ids, and ends their jobs; what is left waits for the next fetch."""
    if len(ids) > 1 and _may_be_recent(connection, ids):
        listed = platform_for(connection).page((timezone.now() - RECENT, None), "").records
        pushed = [record for record in listed if record.provider_id in ids]
        _store(connection, claim, pushed)
        ids = ids - {record.provider_id for record in pushed}
    own_id = claim.job.dedup_key
    for provider_id in sorted(ids, key=lambda id: (id != own_id, id))[:MAX_BY_ID]:
        with suppress(RequestRefused):
            _store(connection, claim, [platform_for(connection).activity(provider_id)])
        _end_jobs(connection, [provider_id])
    if connection.pushed_fetch_at is not None:
        _postpone_others(connection, connection.pushed_fetch_at + COLLECTED_FOR)


def _may_be_recent(connection: Connection, ids: set[str]) -> bool:
    """Returns whether several of the activities may be in a list of the last days: unknown ones are new."""
    old = Activity.objects.filter(
        provider=connection.provider, provider_id__in=ids, started_at__lt=timezone.now() - RECENT
    )
    return len(ids) - old.count() > 1


def _store(connection: Connection, claim: Claim, fetched: Iterable[ActivityRecord]) -> None:
    """Stores what was fetched in short parts, and ends its jobs. Raises Connection.DoesNotExist when it has ended."""
    records, size = with_gear(connection, fetched, has_gear=True), PartSize(FIRST_PART_SIZE, MAX_PART_SIZE)
    while records:
        with size.transaction():
            Connection.objects.get(pk=connection.pk, is_paused=False)
            part, records = records[: size.value], records[size.value :]
            store_records(part)
            _end_jobs(connection, [record.provider_id for record in part])
            claim.renew_lease()


def _end_jobs(connection: Connection, ids: list[str]) -> None:
    delete_queued(CHANGED_JOB, provider=connection.provider, dedup_key__in=ids)
