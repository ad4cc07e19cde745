"""Counts what waits in the outbox, for operators."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, Q

from accounts.models import OutboxEntry


@dataclass(frozen=True, slots=True)
class OutboxStatistics:
    """Counts the outbox entries, and those that failed; `waited_s` is how many seconds the oldest has waited."""

    entries: int
    failed: int
    waited_s: float | None


def outbox_statistics(now: datetime) -> OutboxStatistics:
    """Returns the counts: one query."""
    counts = {"entries": Count("pk"), "failed": Count("pk", filter=Q(attempts__gt=0)), "oldest": Min("created_at")}
    values = OutboxEntry.objects.aggregate(**counts)
    oldest = values.pop("oldest")
    return OutboxStatistics(**values, waited_s=(now - oldest).total_seconds() if oldest else None)
