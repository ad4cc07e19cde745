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

RETRY_AFTER_S = 30.0
"""After a ring that failed, how long this process does not try again: each try costs a page half a second."""

MAX_QUEUE_LENGTH = 1000
"""As many bells as ever wait in one lane: more would only be heard later than the next sweep."""

_unreachable_until = 0.0


def queue_name(lane: int) -> str:
    """The queue of a lane in Redis."""
    return Lane(lane).name.lower()


def has_broker() -> bool:
    """Whether this install has a fleet; without one, the loop over the table sees a job by itself."""
    return bool(settings.REDIS_URL)


def notify_workers(job_id: int, lane: int) -> bool:
    """Wakes a worker for this job; False when nobody can hear it now."""
    return has_broker() and _send("jobs.run", lane, job_id)


def send_canary() -> bool:
    """Sends something that is heard and does nothing, ahead of all work; False when it could not be sent."""
    return _send("jobs.canary", Lane.CLICK)


def queue_capacity(lane: int) -> int:
    """How many more bells a lane takes; none while Redis is silent."""
    from celery import current_app

    def waiting() -> int:
        with current_app.connection_for_write() as connection:
            return int(connection.default_channel.queue_declare(queue_name(lane)).message_count)

    there = _unless_unreachable(waiting)
    return 0 if there is None else max(0, MAX_QUEUE_LENGTH - there)


def _send(task: str, lane: int, *what: int) -> bool:
    from celery import current_app

    def send() -> bool:
        current_app.send_task(task, what, queue=queue_name(lane), retry=False, ignore_result=True)
        return True

    return bool(_unless_unreachable(send))


def _unless_unreachable(do: Callable[[], T]) -> T | None:
    """What Redis answers; None when it does not, and then for half a minute without asking."""
    from kombu.exceptions import KombuError
    from redis.exceptions import RedisError

    global _unreachable_until
    if time.monotonic() < _unreachable_until:
        return None
    try:
        return do()
    except (KombuError, RedisError, OSError) as problem:
        _unreachable_until = time.monotonic() + RETRY_AFTER_S
        log.warning("Redis does not answer (%s). Jobs wait; the sweeper rings again.", type(problem).__name__)
        return None
