"""Fetches the pages of a pull, and stores and matches each in short transactions before the page turns."""

from datetime import datetime, timedelta

from django.utils import timezone

from accounts.jobs.claims import Claim
from accounts.jobs.services.database_statistics import analyze_grown_tables
from accounts.services.notifications import delete_notifications, notify_owner
from accounts.services.part_size import PartSize
from activities.models import Activity
from activities.record import ActivityRecord
from activities.services.store import store_activities
from providers.contract import Page
from providers.forecast import page_seconds
from providers.models import Connection, Pull
from providers.notifications import ACCESS_ENDED, IMPORTED, SYNC_FAILED
from providers.services.call_provider import platform_for
from providers.services.gear import with_gear
from providers.services.platform_deletions import note_omitted
from providers.services.skipped_activities import delete_read, delete_unlisted, note_skipped

FIRST_PART_SIZE, MAX_PART_SIZE = 10, 20
"""The first transaction of a page stores so many activities, the others as many as fit into a short one."""

FEED_OVERLAP = timedelta(minutes=5)
"""A change feed is first asked for what changed this long before a pull began: clocks differ, and to hear of a change
twice is harmless."""


def fetch_page(claim: Claim, pull: Pull, connection: Connection) -> bool:
    """Stores a page in short parts; the last one turns it, so that after a crash the whole page is fetched again.

    Returns whether another page follows.
    """
    started_at = timezone.now()
    page = platform_for(connection).page((pull.after, pull.until), pull.cursor)
    records = with_gear(connection, page.records, has_gear=page.has_gear)
    size = PartSize(FIRST_PART_SIZE, MAX_PART_SIZE)
    while True:
        with size.transaction():
            Connection.objects.get(pk=connection.pk, is_paused=False)
            part, records = records[: size.value], records[size.value :]
            pull.new_count += store_records(part)
            if not records:
                note_skipped(connection, page.skipped, pull.listed_count)
                _turn_page(pull, page, started_at)
                if page.next_cursor is None:
                    end_pull(pull, connection)
            pull.save()
            claim.renew_lease()
        if not records:
            break
    if pull.next_page.bit_count() == 1 and pull.kind in (Pull.Kind.FIRST, Pull.Kind.FULL):
        analyze_grown_tables()
    return page.next_cursor is not None


def store_records(records: list[ActivityRecord]) -> int:
    """Stores the records, which are no longer skipped ones; returns how many of them are new."""
    if not records:
        return 0
    ids = [record.provider_id for record in records]
    known_count = Activity.objects.filter(provider=records[0].provider, provider_id__in=ids).count()
    store_activities(records, origin=Activity.Origin.API)
    delete_read(records[0].provider, ids)
    return len(records) - known_count


def end_pull(pull: Pull, connection: Connection) -> None:
    """Ends the pull. The caller opens the transaction and saves the pull.

    One with an `until` does not say that the connection is up to date.
    """
    now = timezone.now()
    pull.ended_at = now
    is_complete = pull.after is None and pull.until is None
    values = {} if pull.until else {"pulled_at": now}
    if is_complete:
        values["full_pull_at"] = now
        delete_unlisted(connection, pull.started_at)
        note_omitted(connection, pull.started_at)
    if connection.platform.has_change_feed:
        values["changes_until"] = pull.changes_until or pull.started_at - FEED_OVERLAP
    if values:
        Connection.objects.filter(pk=connection.pk).update(**values)
    delete_notifications(connection.provider, SYNC_FAILED, ACCESS_ENDED)
    if is_complete and connection.full_pull_at is None:
        notify_owner(IMPORTED, connection.provider)


def _turn_page(pull: Pull, page: Page, started_at: datetime) -> None:
    now = timezone.now()
    pull.page_s, pull.paged_at = page_seconds(pull, started_at, now), now
    pull.next_page += 1
    pull.cursor = page.next_cursor or ""
    pull.listed_count += page.listed_count
    pull.unreadable_count += len(page.skipped)
    if page.total_count is not None:
        pull.expected_count = page.total_count
    known = [pull.oldest_listed_at] if pull.oldest_listed_at else []
    pull.oldest_listed_at = min([*known, *(record.started_at for record in page.records)], default=None)
