"""Stores what is to be told to mail servers and platforms, encrypted, so that no request waits for them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import models
from django.utils import timezone

from accounts.privacy import Privacy, WhenErased

Delivery = Callable[[dict[str, Any]], None]
"""A delivery tells a mail server or a platform what an entry holds. Raises NotDelivered to be called again."""

MAX_LIFETIME = timedelta(hours=23)
"""No entry is stored for longer, delivered or not: it may hold the tokens of an account that was deleted."""


class NotDelivered(Exception):
    """Whoever should be told was unreachable: the entry stays and is tried again."""


class OutboxEntry(models.Model):
    """An outbox entry is one mail or one call to a platform that a request leaves to be delivered after it.

    It belongs to no account, because it may outlive its account by a few hours. `content` is encrypted with the key of
    the install. `topic` tells the entries apart that a later one replaces. Until `lease_until` one process delivers it;
    `attempts` counts its claims, and the newest claim alone may end it.
    """

    kind = models.CharField(max_length=64)
    topic = models.CharField(max_length=64, default="", blank=True)
    content = models.BinaryField(editable=False)
    created_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until: "models.DateTimeField[Any, Any]" = models.DateTimeField(null=True)

    privacy = Privacy(
        is_owned=False,
        export="a mail or a call that is about to be made, encrypted",
        retention="until it is delivered, and at most 23 hours",
        erasure=WhenErased.BY_AGE,
        encrypted=("content",),
    )

    class Meta:
        indexes = [
            models.Index(fields=["due_at"], name="outbox_due"),
            models.Index(fields=["expires_at"], name="outbox_expires"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


@dataclass(frozen=True, slots=True)
class OutboxKind:
    """An outbox kind is what its entries tell, and how long an entry is worth delivering.

    When a process dies while it delivers, nobody knows whether it was delivered. Only an entry that may be
    repeated is delivered again then.
    """

    deliver: Delivery
    lifetime: timedelta
    may_repeat: bool


OUTBOX_KINDS: dict[str, OutboxKind] = {}


def outbox_kind(name: str, *, may_repeat: bool, lifetime: timedelta = MAX_LIFETIME) -> Callable[[Delivery], Delivery]:
    """Registers the function that delivers entries of this kind.

    Raises ValueError for a name in use and for a lifetime beyond `MAX_LIFETIME`.
    """
    if name in OUTBOX_KINDS or lifetime > MAX_LIFETIME:
        raise ValueError(f"The outbox kind {name!r} is there already, or would live too long.")

    def register(deliver: Delivery) -> Delivery:
        OUTBOX_KINDS[name] = OutboxKind(deliver, lifetime, may_repeat)
        return deliver

    return register
