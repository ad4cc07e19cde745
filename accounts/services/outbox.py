"""Adds entries to the outbox, and delivers them until that succeeds or they expire."""

import json
import logging
from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone

from accounts.outbox import OUTBOX_KINDS, NotDelivered, OutboxEntry
from accounts.secrets import Tampered, decrypt, encrypt

log = logging.getLogger(__name__)

ENCRYPTION_CONTEXT = ("accounts_outboxentry", "content")
"""Every content is bound to these words, so they stay even when the table or the column is renamed."""

PADDED_BYTES = 4096
"""A content is padded to a multiple of this, so that its length says nothing about it."""

LEASE = timedelta(minutes=2)
"""A process has this long to deliver an entry: longer than a mail server or a platform may take to answer."""

FIRST_RETRY, LAST_RETRY = timedelta(seconds=10), timedelta(minutes=15)
"""The wait doubles with each failure, from the first to the last of these."""

LATE_AFTER = timedelta(minutes=1)
"""An entry that should have been delivered for this long is late."""


def add_to_outbox(kind: str, content: dict[str, Any], topic: str = "", lifetime: timedelta | None = None) -> None:
    """Adds an entry, in the transaction of the caller. Raises KeyError for a kind that no app has registered."""
    now, longest = timezone.now(), OUTBOX_KINDS[kind].lifetime
    text = json.dumps(content).encode()
    padded = text.ljust(-(-len(text) // PADDED_BYTES) * PADDED_BYTES)
    OutboxEntry.objects.create(
        kind=kind,
        topic=topic,
        content=encrypt(padded, *ENCRYPTION_CONTEXT),
        created_at=now,
        due_at=now,
        expires_at=now + min(lifetime or longest, longest),
    )


def cancel_entries(kind: str, topic: str) -> bool:
    """Deletes the entries of that topic; returns whether none is being delivered at this moment."""
    entries = OutboxEntry.objects.filter(kind=kind, topic=topic)
    entries.filter(_is_free()).delete()
    return not entries.exists()


def deliver_outbox() -> int:
    """Delivers the entries that are due, the oldest first; returns how many were tried. Expired ones are deleted."""
    OutboxEntry.objects.filter(expires_at__lte=timezone.now()).delete()
    due = OutboxEntry.objects.filter(_is_free(), due_at__lte=timezone.now(), kind__in=OUTBOX_KINDS)
    return sum(_deliver(entry) for entry in due.order_by("due_at", "id"))


def is_late(*kinds: str) -> bool:
    """Returns whether entries of these kinds wait because nobody takes them: one query."""
    failed = Q(attempts__gt=0, due_at__gt=timezone.now()) | Q(due_at__lt=timezone.now() - LATE_AFTER)
    return OutboxEntry.objects.filter(failed, kind__in=kinds).exists()


def _is_free() -> Q:
    return Q(lease_until=None) | Q(lease_until__lt=timezone.now())


def _deliver(entry: OutboxEntry) -> bool:
    """Delivers the entry unless another process does; returns whether it was tried."""
    attempts, free = entry.attempts + 1, OutboxEntry.objects.filter(_is_free(), pk=entry.pk, attempts=entry.attempts)
    if not free.update(attempts=attempts, lease_until=timezone.now() + LEASE):
        return False
    claimed, kind = OutboxEntry.objects.filter(pk=entry.pk, attempts=attempts), OUTBOX_KINDS[entry.kind]
    if entry.lease_until and not kind.may_repeat:
        log.warning("outbox entry %s (%s) may not have been delivered: a process died meanwhile", entry.pk, entry.kind)
        claimed.delete()
        return True
    try:
        kind.deliver(json.loads(decrypt(bytes(entry.content), *ENCRYPTION_CONTEXT)))
    except Tampered:
        log.error("outbox entry %s cannot be decrypted and is deleted", entry.pk)
        claimed.delete()
    except Exception as error:  # Whatever a delivery raises must not end the process that runs it.
        if not isinstance(error, NotDelivered):
            log.error("outbox entry %s (%s): %s", entry.pk, entry.kind, type(error).__name__, exc_info=error)
        delay = min(FIRST_RETRY * 2 ** min(entry.attempts, 10), LAST_RETRY)
        claimed.update(lease_until=None, due_at=timezone.now() + delay)
    else:
        claimed.delete()
    return True
