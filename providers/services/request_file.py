"""Requests the original file of an activity when an athlete clicks. Nothing else has a file fetched."""

from django.db import transaction
from django.utils import timezone

from accounts.jobs.services.enqueue import enqueue
from accounts.services.lock_account import lock_account
from activities.models import Activity
from providers.models import Connection, FileFetch
from providers.querysets import FETCH_FILE_JOB


class NothingToFetch(Exception):
    """The activity is gone, comes from no connected platform, or its platform gives no files out."""


def request_file(provider: str, provider_id: str) -> FileFetch:
    """Returns the fetch of the activity's file, which is under way then, or was successful before.

    A failed fetch starts anew, and so does one whose job has stopped. Raises NothingToFetch.
    """
    with transaction.atomic():
        lock_account()
        connection = Connection.objects.filter(provider=provider).first()
        activity = Activity.objects.filter(provider=provider, provider_id=provider_id).first()
        if connection is None or activity is None or not can_fetch(connection):
            raise NothingToFetch
        row, _ = FileFetch.objects.get_or_create(activity=activity)
        if row.has_failed or not FileFetch.objects.visible().filter(pk=row.pk).exists():
            row.reason, row.file, row.ended_at, row.clicked_at = "", None, None, timezone.now()
            row.save()
        if row.ended_at is None:
            enqueue(FETCH_FILE_JOB, provider=provider, dedup_key=row.pk.hex)
        return row


def can_fetch(connection: Connection) -> bool:
    """Returns whether files of the connection's activities can be fetched, as far as is known without a call."""
    registration = connection.known_registration
    return registration is not None and connection.platform.can_download
