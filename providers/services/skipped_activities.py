"""Keeps what a platform has listed and could not be read, so that the athlete sees which activities are missing."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.utils import timezone

from providers.models import Connection, SkippedActivity
from providers.skipped_item import SkippedItem


def note_skipped(connection: Connection, skipped: Collection[SkippedItem], listed_before: int = 0) -> None:
    """Stores once for each of these that it could not be read: one statement, none without any.

    `listed_before` is how many activities the list has held before these. The caller opens the transaction.
    """
    now = timezone.now()
    rows = {(item.provider_id, 0 if item.provider_id else listed_before + item.position): item for item in skipped}
    if rows:
        SkippedActivity.objects.bulk_create(
            [
                SkippedActivity(
                    connection=connection, provider_id=id, position=position, reason=item.reason, listed_at=now
                )
                for (id, position), item in rows.items()
            ],
            update_conflicts=True,
            unique_fields=["owner", "connection", "provider_id", "position"],
            update_fields=["reason", "listed_at"],
        )


def delete_read(provider: str, provider_ids: Iterable[str]) -> None:
    """Deletes those that have been read now: one statement. The caller opens the transaction."""
    SkippedActivity.objects.filter(connection__provider=provider, provider_id__in=provider_ids).delete()


def delete_unlisted(connection: Connection, since: datetime) -> None:
    """Deletes those that a list of all activities, begun at that moment, has not held: one statement."""
    SkippedActivity.objects.filter(connection=connection, listed_at__lt=since).delete()
