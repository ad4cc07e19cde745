"""Runs each periodic task once per interval for the whole install, in whichever process comes first.

Any number of beats, workers and loops may call it: a time slot is a row, and the process that inserts it runs the task.
"""

import logging
from datetime import UTC, datetime

from django.utils import timezone

from accounts.jobs.kinds import PERIODIC_TASKS, PeriodicTask
from accounts.jobs.models import ScheduledRun

log = logging.getLogger(__name__)

STORED_SLOTS = 10
"""Rows are stored for this many slots in both directions: a clock that jumped ahead must not stop a task."""


class Schedule:
    """A schedule is one process's view of which tasks are due; it asks the database once for each slot."""

    def __init__(self) -> None:
        self.checked_slots: dict[str, datetime] = {}

    def run_due_tasks(self) -> None:
        """Runs every task whose current slot no process has taken. An error is logged; the next slot runs as usual."""
        now = timezone.now()
        for task in PERIODIC_TASKS:
            slot = current_slot(task, now)
            if self.checked_slots.get(task.name) != slot:
                if _take_slot(task, slot):
                    _run(task)
                self.checked_slots[task.name] = slot


def current_slot(task: PeriodicTask, now: datetime) -> datetime:
    """Returns the start of the task's current slot."""
    length = task.every.total_seconds()
    return datetime.fromtimestamp(now.timestamp() // length * length, UTC)


def _take_slot(task: PeriodicTask, slot: datetime) -> bool:
    """Returns whether this process inserted the row of the slot; the rows of distant slots are deleted with it."""
    _, is_new = ScheduledRun.objects.get_or_create(task=task.name, slot=slot)
    if is_new:
        stored = (slot - STORED_SLOTS * task.every, slot + STORED_SLOTS * task.every)
        ScheduledRun.objects.filter(task=task.name).exclude(slot__range=stored).delete()
    return is_new


def _run(task: PeriodicTask) -> None:
    try:
        task.run()
    except Exception as error:  # Whatever a task raises must not end the process that runs it.
        log.error("%s: %s", task.name, type(error).__name__, exc_info=error, extra={"periodic_task": task.name})
