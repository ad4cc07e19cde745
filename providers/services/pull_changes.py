"""Pulls what a platform's change feed tells: deletions, and the activities that were added or changed."""

from datetime import datetime

from django.db import transaction

from accounts.jobs.claims import Claim
from activities.record import ActivityRecord
from providers.errors import RequestRefused, TemporaryFailure
from providers.models import Connection, Pull
from providers.services.call_provider import platform_for
from providers.services.gear import with_gear
from providers.services.platform_deletions import note_deletions
from providers.services.pull_page import end_pull, store_records
from providers.services.skipped_activities import note_skipped
from providers.skipped_item import SkippedItem, SkipReason

MAX_SINGLE_CALLS = 5
"""A pull fetches so many changed activities one by one; more of them are listed, those that changed last first."""


def changes_since(pull: Pull, connection: Connection) -> datetime | None:
    """Returns since when the pull has to ask the change feed; None when it lists activities, or has asked already."""
    is_to_ask = connection.platform.has_change_feed and pull.changed_ids is None and pull.kind != Pull.Kind.SPAN
    return pull.after if is_to_ask else None


def fetch_changes(claim: Claim, pull: Pull, connection: Connection, since: datetime) -> bool:
    """Asks the change feed, and notes what was deleted there: one call. Returns whether more is to be fetched."""
    changes = platform_for(connection).changes(since)
    note_deletions(connection, changes.deleted_ids)
    changed_ids = sorted(changes.changed_ids - changes.deleted_ids)
    is_short = len(changed_ids) <= MAX_SINGLE_CALLS
    with transaction.atomic():
        Connection.objects.get(pk=connection.pk, is_paused=False)
        pull.changed_ids = changed_ids if is_short else []
        pull.changes_until, pull.expected_count = changes.until, len(changed_ids)
        if not changed_ids:
            end_pull(pull, connection)
        pull.save()
        claim.renew_lease()
    return bool(changed_ids)


def fetch_changed(claim: Claim, pull: Pull, connection: Connection, *, is_last_try: bool) -> bool:
    """Fetches one changed activity: one call. Returns whether more are to be fetched.

    One that cannot be read is tried again, as the answer may have been cut, and is skipped by the last try.
    """
    changed_id, *others = pull.changed_ids or [""]
    skipped: list[SkippedItem] = []
    try:
        record = _fetch(connection, changed_id)
    except TemporaryFailure as failure:
        if failure.code != "garbled" or not is_last_try:
            raise
        record, skipped = None, [SkippedItem(0, SkipReason.GARBLED, changed_id)]
    records = with_gear(connection, [record], has_gear=True) if record else []
    with transaction.atomic():
        Connection.objects.get(pk=connection.pk, is_paused=False)
        note_skipped(connection, skipped)
        pull.new_count += store_records(records)
        pull.listed_count += 1
        pull.unreadable_count += len(skipped)
        pull.changed_ids = others
        if not pull.changed_ids:
            end_pull(pull, connection)
        pull.save()
        claim.renew_lease()
    return bool(pull.changed_ids)


def _fetch(connection: Connection, provider_id: str) -> ActivityRecord | None:
    """Returns the activity; None when it has been deleted meanwhile, which the feed tells next time."""
    try:
        return platform_for(connection).activity(provider_id)
    except RequestRefused:
        return None
