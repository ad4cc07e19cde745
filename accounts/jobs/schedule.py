"""What is done every so often, once for the whole install, by whichever process comes first.

Any number of beats, workers and plain loops may tick: a slot of time is a row, and who makes the row does the chore.
"""

import logging
from datetime import UTC, datetime

from django.utils import timezone

from accounts.jobs.kinds import PERIODIC_TASKS, PeriodicTask
from accounts.jobs.models import Tick

log = logging.getLogger(__name__)

KEPT_SLOTS = 10
"""How many slots of a chore are remembered, in both directions: a clock that jumped ahead must not stop it."""


class Schedule:
    """One process's view of what is due; it asks the database once for each slot."""

    def __init__(self) -> None:
        self.tried: dict[str, datetime] = {}

    def tick(self) -> None:
        """Does every chore whose present slot nobody has taken. A chore that raises is logged; its next slot comes."""
        now = timezone.now()
        for chore in PERIODIC_TASKS:
            slot = current_slot(chore, now)
            if self.tried.get(chore.name) != slot:
                if _is_ours(chore, slot):
                    _do(chore)
                self.tried[chore.name] = slot


def current_slot(chore: PeriodicTask, now: datetime) -> datetime:
    """When the chore's present slot began."""
    length = chore.every.total_seconds()
    return datetime.fromtimestamp(now.timestamp() // length * length, UTC)


def _is_ours(chore: PeriodicTask, slot: datetime) -> bool:
    _, is_new = Tick.objects.get_or_create(chore=chore.name, slot=slot)
    if is_new:
        kept = (slot - KEPT_SLOTS * chore.every, slot + KEPT_SLOTS * chore.every)
        Tick.objects.filter(chore=chore.name).exclude(slot__range=kept).delete()
    return is_new


def _do(chore: PeriodicTask) -> None:
    try:
        chore.run()
    except Exception as problem:  # whatever a chore raises must not end who ticks
        log.error("%s: %s", chore.name, type(problem).__name__, exc_info=problem)
