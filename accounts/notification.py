"""Stores notifications: what the athlete should learn without looking for it."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.owned import Owned
from accounts.privacy import Privacy


class Notification(Owned):
    """A notification says that something failed, has ended or needs a decision; it is deleted when its cause is gone.

    `kind` is the name of a `NotificationKind`, `provider` the platform that it is about; empty when it is about none.
    `mailed_at` is when its mail was left to the outbox.
    """

    kind = models.CharField(max_length=32)
    provider = models.CharField(max_length=32, default="", blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    read_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True)
    mailed_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True)

    privacy = Privacy(
        is_owned=True,
        export="it repeats what other tables say, until its cause is gone",
        retention="until its cause is gone",
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "kind", "provider"], name="notification_once")]
        indexes = [
            models.Index(
                fields=["owner", "created_at"], condition=Q(read_at=None, mailed_at=None), name="notification_unmailed"
            )
        ]

    def __str__(self) -> str:
        return f"notification {self.pk}"
