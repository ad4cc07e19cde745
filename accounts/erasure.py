"""Stores erasures: the requested deletion of a whole account, how far it is, and afterwards the receipt."""

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.privacy import Privacy, WhenErased

DEADLINE = timedelta(hours=24)
"""An erasure is complete this long after its confirmation at the latest: this is published."""

FORCED_AFTER = timedelta(hours=22)
"""From then on no step waits for another or for a platform, and what was kept to revoke grants is deleted."""

ALARM_AFTER = timedelta(hours=20)
"""Operators are told of an erasure that is not complete by then."""

LINK_LIFETIME = timedelta(hours=1)
"""An erasure that is not confirmed within this time is deleted, and its link no longer works."""


class ErasureQuerySet(models.QuerySet["Erasure"]):
    """Selects erasures by how far they are."""

    def cancel_requests(self, account_id: uuid.UUID) -> None:
        """Deletes the requests of an account that nobody has confirmed, so that their links no longer work."""
        self.filter(account_id=account_id, confirmed_at=None).delete()

    def running(self) -> "ErasureQuerySet":
        """Returns the confirmed ones that are not complete."""
        return self.filter(confirmed_at__isnull=False, ended_at=None)

    def unclaimed(self, now: datetime) -> "ErasureQuerySet":
        """Returns the running ones that no process holds."""
        return self.running().filter(Q(lease_until=None) | Q(lease_until__lt=now))

    def claimable(self, now: datetime) -> "ErasureQuerySet":
        """Returns the running ones that a process should go on with now, the oldest first."""
        return self.unclaimed(now).filter(due_at__lte=now).order_by("confirmed_at")

    def late(self, now: datetime) -> "ErasureQuerySet":
        """Returns the running ones that operators have to look at."""
        return self.running().filter(confirmed_at__lte=now - ALARM_AFTER)


class Erasure(models.Model):
    """An erasure deletes one account with all of its data. It belongs to no account, because it outlives its own.

    `token_hash` is that of the link that confirms it. `done_steps` names the steps that are complete, `counts` says by
    table how many rows they deleted. Until `lease_until` one process works on it, with `lease_token`. `error` names the
    step that failed last and the class of its error. `erased_at` is when the verification found nothing left; grants
    may still have to be revoked then. From `ended_at` on the row is the receipt, and no longer says whose it was.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account_id = models.UUIDField(null=True)
    token_hash: "models.CharField[str | None, str | None]" = models.CharField(max_length=64, unique=True, null=True)
    requested_at = models.DateTimeField(default=timezone.now)
    confirmed_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True)
    erased_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True)
    ended_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True)
    due_at = models.DateTimeField(default=timezone.now)
    lease_until: "models.DateTimeField[Any, Any]" = models.DateTimeField(null=True)
    lease_token: "models.UUIDField[uuid.UUID | None, uuid.UUID | None]" = models.UUIDField(null=True)
    done_steps: "models.JSONField[list[str], list[str]]" = models.JSONField(default=list)
    counts: "models.JSONField[dict[str, int], dict[str, int]]" = models.JSONField(default=dict)
    failures = models.PositiveIntegerField(default=0)
    error = models.CharField(max_length=255, default="", blank=True)
    is_forced = models.BooleanField(default=False)
    alarmed_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True)

    objects = ErasureQuerySet.as_manager()

    privacy = Privacy(
        is_owned=False,
        export="a request names nothing but the account, and a receipt nobody",
        retention="as long as the install: what is left is the receipt, which no longer says whose account it was",
        erasure=WhenErased.NEVER,
    )

    class Meta:
        indexes = [
            models.Index(fields=["confirmed_at"], condition=Q(ended_at=None), name="erasure_running"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def deadline(self) -> datetime | None:
        """Returns when it is complete at the latest; None before it is confirmed."""
        return self.confirmed_at and self.confirmed_at + DEADLINE

    @property
    def forced_at(self) -> datetime:
        """Returns from when on no step waits."""
        return (self.confirmed_at or self.requested_at) + FORCED_AFTER

    @property
    def must_not_wait(self) -> bool:
        """Returns whether its last hours have begun, or an operator has decided that nothing is waited for."""
        return self.is_forced or timezone.now() >= self.forced_at
