"""Reads the unread notifications of an account within the one query that every page runs."""

from django.db.models import Count, Subquery

from accounts.models import Notification
from accounts.notification_kinds import NOTIFICATION_KINDS, DescribedNotification, describe_notification


def unread_columns() -> list[Subquery]:
    """Returns how many notifications are unread, and id, kind and provider of the newest of them."""
    unread = Notification.objects.filter(read_at=None)
    count = Subquery(unread.order_by().values("owner").values_list(Count("pk")))
    newest = unread.order_by("-created_at")
    return [count, *(Subquery(newest.values(column)[:1]) for column in ("id", "kind", "provider"))]


def describe_newest(id: int | None, kind: str | None, provider: str | None) -> DescribedNotification | None:
    """Returns the newest one, which its kind may describe by a query; None when there is none of a known kind."""
    if id is None or kind not in NOTIFICATION_KINDS:
        return None
    return describe_notification(id, kind, provider or "")
