"""Runs pulls: a step is one call, whose result is stored and matched in short transactions before the page turns."""

from dataclasses import replace

from django.db import transaction
from django.utils import timezone

from accounts.jobs.claims import Claim, Postpone
from accounts.jobs.kinds import job_kind
from accounts.jobs.lanes import Lane
from accounts.jobs.lease_keeper import keep_lease
from accounts.jobs.models import MAX_ATTEMPTS
from accounts.jobs.services.database_statistics import analyze_grown_tables
from accounts.services.lock_account import lock_account
from accounts.services.notifications import delete_notifications, notify_owner
from accounts.services.part_size import PartSize
from activities.models import Activity
from activities.record import ActivityRecord
from activities.services.store import store_activities
from providers.contract import Page
from providers.errors import ProviderUnavailable, ReconnectNeeded, RequestRefused, TemporaryFailure
from providers.models import Connection, Pull
from providers.notifications import IMPORTED, SYNC_FAILED
from providers.services.call_provider import platform_for
from providers.services.gear import fetch_gear, fetch_gear_name, gear_labels, unnamed_gear_id
from providers.services.start_pull import JOB_KIND_OF_PULL
from providers.services.window_share import check_share

LANES = {
    Pull.Kind.FIRST: Lane.BACKFILL,
    Pull.Kind.DAILY: Lane.DAILY,
    Pull.Kind.NOW: Lane.CLICK,
    Pull.Kind.FULL: Lane.BACKFILL,
    Pull.Kind.SPAN: Lane.CLICK,
}


FIRST_PART_SIZE, MAX_PART_SIZE = 10, 20
"""The first transaction of a page stores so many activities, the others as many as fit into a short one."""


def run_pull(claim: Claim) -> bool:
    """Makes one call of a pull (the gear, the name of one piece, or a page); returns whether there is more to do.

    A failure that only a person can fix ends the job and leaves the pull open; it continues from its page later.
    """
    connection = Connection.objects.filter(pk=claim.job.dedup_key, is_paused=False).first()
    pull = connection and connection.pulls.filter(ended_at=None).first()
    if connection is None or pull is None:
        return False
    try:
        check_share(connection)
        with keep_lease(claim):
            return _step(claim, pull, connection)
    except TemporaryFailure as failure:
        if failure.retry_after is not None and connection.waiting_until is not None:
            raise Postpone(connection.waiting_until) from None
        if claim.attempts >= MAX_ATTEMPTS:
            _notify_of_failure(connection)
        raise
    except RequestRefused as refusal:
        Connection.objects.filter(pk=connection.pk).update(last_error=refusal.code)
        _notify_of_failure(connection)
    except ProviderUnavailable:
        _notify_of_failure(connection)
    except (ReconnectNeeded, Connection.DoesNotExist):
        pass  # The connection shows the failure, or the athlete has disconnected or paused and nothing is stored.
    return False


for _kind, _lane in LANES.items():
    job_kind(JOB_KIND_OF_PULL[_kind], lane=_lane, calls_platform=True)(run_pull)


def _step(claim: Claim, pull: Pull, connection: Connection) -> bool:
    if not pull.has_fetched_gear:
        fetch_gear(connection)
        Pull.objects.filter(pk=pull.pk).update(has_fetched_gear=True)
        claim.renew_lease()
        return True
    gear_id = unnamed_gear_id(connection)
    if gear_id is not None:
        fetch_gear_name(connection, gear_id, claim.renew_lease, is_last_try=claim.attempts >= MAX_ATTEMPTS)
        return True
    return _fetch_page(claim, pull, connection)


def _fetch_page(claim: Claim, pull: Pull, connection: Connection) -> bool:
    """Stores a page in short parts; the last one turns it, so that after a crash the whole page is fetched again."""
    page = platform_for(connection).page((pull.after, pull.until), pull.next_page)
    records, size = _label_gear(connection, page), PartSize(FIRST_PART_SIZE, MAX_PART_SIZE)
    while True:
        with size.transaction():
            Connection.objects.get(pk=connection.pk, is_paused=False)
            part, records = records[: size.value], records[size.value :]
            pull.new_count += _store(part)
            if not records:
                _turn_page(pull, page)
                if page.listed_count == 0:
                    _end(pull, connection)
            pull.save()
            claim.renew_lease()
        if not records:
            break
    if pull.next_page.bit_count() == 1 and LANES[Pull.Kind(pull.kind)] is Lane.BACKFILL:
        analyze_grown_tables()
    return page.listed_count > 0


def _label_gear(connection: Connection, page: Page) -> list[ActivityRecord]:
    """Returns each activity of a page once, with the label of its gear where that is known."""
    labels = gear_labels(connection)
    records = {record.provider_id: record for record in page.records}
    return [replace(record, gear_label=labels.get(record.gear_id or "")) for record in records.values()]


def _store(records: list[ActivityRecord]) -> int:
    """Stores the records; returns how many of them are new."""
    if not records:
        return 0
    ids = [record.provider_id for record in records]
    known_count = Activity.objects.filter(provider=records[0].provider, provider_id__in=ids).count()
    store_activities(records, origin=Activity.Origin.API)
    return len(records) - known_count


def _turn_page(pull: Pull, page: Page) -> None:
    pull.next_page += 1
    pull.listed_count += page.listed_count
    pull.unreadable_count += page.listed_count - len(page.records)
    known = [pull.oldest_listed_at] if pull.oldest_listed_at else []
    pull.oldest_listed_at = min([*known, *(record.started_at for record in page.records)], default=None)


def _end(pull: Pull, connection: Connection) -> None:
    """Ends the pull. One with an `until` does not say that the connection is up to date."""
    now = timezone.now()
    pull.ended_at = now
    full_pull = {} if pull.after or pull.until else {"full_pull_at": now}
    up_to_date = {} if pull.until else {"pulled_at": now}
    if full_pull or up_to_date:
        Connection.objects.filter(pk=connection.pk).update(**up_to_date, **full_pull)
    delete_notifications(connection.provider, SYNC_FAILED)
    if full_pull and connection.full_pull_at is None:
        notify_owner(IMPORTED, connection.provider)


def _notify_of_failure(connection: Connection) -> None:
    """Notifies the owner that the pull has failed, unless the athlete has disconnected meanwhile."""
    with transaction.atomic():
        lock_account()
        if Connection.objects.filter(pk=connection.pk).exists():
            notify_owner(SYNC_FAILED, connection.provider)
