"""The doorbell: wakes a worker of the fleet for a job.

Whoever rings never waits long for a Redis that is silent or gone, and never fails for it: the row is there, and the
sweeper rings again. Without `REDIS_URL` nobody listens, and nothing is imported.
"""

import logging
import time
from collections.abc import Callable
from typing import TypeVar

from django.conf import settings

from accounts.jobs.lanes import Lane

T = TypeVar("T")

log = logging.getLogger(__name__)

QUIET_S = 30.0
"""After a ring that failed, how long this process does not try again: each try costs a page half a second."""

FULL = 1000
"""As many bells as ever wait in one lane: more would only be heard later than the next sweep."""

_silent_until = 0.0


def queue_of(lane: int) -> str:
    """The queue of a lane in Redis."""
    return Lane(lane).name.lower()


def somebody_listens() -> bool:
    """Whether this install has a fleet; without one, the loop over the table sees a job by itself."""
    return bool(settings.REDIS_URL)


def ring(job_id: int, lane: int) -> bool:
    """Wakes a worker for this job; False when nobody can hear it now."""
    return somebody_listens() and _send("jobs.run", lane, job_id)


def ring_canary() -> bool:
    """Sends something that is heard and does nothing, ahead of all work; False when it could not be sent."""
    return _send("jobs.canary", Lane.CLICK)


def room(lane: int) -> int:
    """How many more bells a lane takes; none while Redis is silent."""
    from celery import current_app

    def waiting() -> int:
        with current_app.connection_for_write() as connection:
            return int(connection.default_channel.queue_declare(queue_of(lane)).message_count)

    there = _unless_silent(waiting)
    return 0 if there is None else max(0, FULL - there)


def _send(task: str, lane: int, *what: int) -> bool:
    from celery import current_app

    def send() -> bool:
        current_app.send_task(task, what, queue=queue_of(lane), retry=False, ignore_result=True)
        return True

    return bool(_unless_silent(send))


def _unless_silent(do: Callable[[], T]) -> T | None:
    """What Redis answers; None when it does not, and then for half a minute without asking."""
    from kombu.exceptions import KombuError
    from redis.exceptions import RedisError

    global _silent_until
    if time.monotonic() < _silent_until:
        return None
    try:
        return do()
    except (KombuError, RedisError, OSError) as problem:
        _silent_until = time.monotonic() + QUIET_S
        log.warning("Redis does not answer (%s). Jobs wait; the sweeper rings again.", type(problem).__name__)
        return None
