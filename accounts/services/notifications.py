"""Creates, deletes and marks notifications."""

from collections.abc import Iterable
from datetime import timedelta

from django.utils import timezone

from accounts.models import Notification

RENEW_AFTER = timedelta(days=7)
"""What is notified again within this time is no news; after it, the notification is unread and is mailed once more."""


def notify_owner(kind: str, provider: str = "") -> None:
    """Notifies the current owner: two queries. There is at most one notification of a kind about a provider."""
    now = timezone.now()
    new = Notification(kind=kind, provider=provider, created_at=now)
    Notification.objects.bulk_create([new], ignore_conflicts=True)
    old = Notification.objects.filter(kind=kind, provider=provider, created_at__lt=now - RENEW_AFTER)
    old.update(created_at=now, read_at=None, mailed_at=None)


def delete_notifications(provider: str, *kinds: str, keep: str = "") -> None:
    """Deletes the notifications about a provider whose cause is gone; of all kinds but `keep` when none is given."""
    notifications = Notification.objects.filter(provider=provider)
    (notifications.filter(kind__in=kinds) if kinds else notifications.exclude(kind=keep)).delete()


def set_read(ids: Iterable[int]) -> None:
    """Marks these notifications of the current owner as read; the ids of others change nothing."""
    Notification.objects.filter(pk__in=ids, read_at=None).update(read_at=timezone.now())
