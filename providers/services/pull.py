"""Runs pulls: a step is one call, whose result is stored and matched in the transaction that advances the page."""

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
from activities.models import Activity
from activities.record import ActivityRecord
from activities.services.store import store_activities
from providers.contract import Page
from providers.errors import ProviderUnavailable, ReconnectNeeded, RequestRefused, TemporaryFailure
from providers.models import Connection, Pull
from providers.services.call_provider import platform_for
from providers.services.gear import fetch_gear, fetch_gear_name, gear_labels, unnamed_gear_id
from providers.services.start_pull import JOB_KIND_OF_PULL

LANES = {
    Pull.Kind.FIRST: Lane.BACKFILL,
    Pull.Kind.DAILY: Lane.DAILY,
    Pull.Kind.NOW: Lane.CLICK,
    Pull.Kind.FULL: Lane.BACKFILL,
}


def run_pull(claim: Claim) -> bool:
    """Makes one call of a pull (the gear, the name of one piece, or a page); returns whether there is more to do.

    A failure that only a person can fix ends the job and leaves the pull open; it continues from its page later.
    """
    connection = Connection.objects.filter(pk=claim.job.dedup_key, is_paused=False).first()
    pull = connection and connection.pulls.filter(ended_at=None).first()
    if connection is None or pull is None:
        return False
    try:
        with keep_lease(claim):
            return _step(claim, pull, connection)
    except TemporaryFailure as failure:
        if failure.retry_after is None or connection.waiting_until is None:
            raise
        raise Postpone(connection.waiting_until) from None
    except RequestRefused as refusal:
        Connection.objects.filter(pk=connection.pk).update(last_error=refusal.code)
    except (ReconnectNeeded, ProviderUnavailable, Connection.DoesNotExist):
        pass  # The connection shows the failure, or the athlete has disconnected and nothing is stored.
    return False


for _kind, _lane in LANES.items():
    job_kind(JOB_KIND_OF_PULL[_kind], lane=_lane)(run_pull)


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
    page = platform_for(connection).page((pull.after, pull.until), pull.next_page)
    records = _label_gear(connection, page)
    with transaction.atomic():
        lock_account()
        Connection.objects.get(pk=connection.pk)
        _turn_page(pull, page, new_count=_store(records))
        if page.listed_count == 0:
            _end(pull)
        pull.save()
        claim.renew_lease()
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


def _turn_page(pull: Pull, page: Page, new_count: int) -> None:
    pull.next_page += 1
    pull.listed_count += page.listed_count
    pull.unreadable_count += page.listed_count - len(page.records)
    pull.new_count += new_count
    known = [pull.oldest_listed_at] if pull.oldest_listed_at else []
    pull.oldest_listed_at = min([*known, *(record.started_at for record in page.records)], default=None)


def _end(pull: Pull) -> None:
    now = timezone.now()
    pull.ended_at = now
    full_pull = {} if pull.after else {"full_pull_at": now}
    Connection.objects.filter(pk=pull.connection_id).update(pulled_at=now, **full_pull)
