"""Wakes workers of the fleet: sends a message with a job's id through the queue of its lane.

A sender neither waits long for a Redis that is unreachable or does not respond, nor fails because of it: the row is
there, and the sweep sends the message again. Without `REDIS_URL` there is no broker, and nothing of Celery is imported.
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
"""This process waits this long after a failure before it tries again: each try costs a page half a second."""

MAX_QUEUE_LENGTH = 1000
"""A lane holds at most this many messages: more would only be received after the next sweep."""

_unreachable_until = 0.0


def queue_name(lane: int) -> str:
    """Returns the name of a lane's queue in Redis."""
    return Lane(lane).name.lower()


def has_broker() -> bool:
    """Returns whether this install has a fleet; without one, the loop over the table finds jobs by itself."""
    return bool(settings.REDIS_URL)


def notify_workers(job_id: int, lane: int) -> bool:
    """Wakes a worker for this job; returns False when no message could be sent."""
    return has_broker() and _send("jobs.run", lane, job_id)


def send_canary() -> bool:
    """Sends a message that does nothing, ahead of all work; returns False when it could not be sent."""
    return _send("jobs.canary", Lane.CLICK)


def queue_capacity(lane: int) -> int:
    """Returns how many more messages a lane takes; 0 while Redis does not respond."""
    from celery import current_app

    def queue_length() -> int:
        with current_app.connection_for_write() as connection:
            return int(connection.default_channel.queue_declare(queue_name(lane)).message_count)

    length = _call_redis(queue_length)
    return 0 if length is None else max(0, MAX_QUEUE_LENGTH - length)


def _send(task: str, lane: int, *arguments: int) -> bool:
    from celery import current_app

    def send() -> bool:
        current_app.send_task(task, arguments, queue=queue_name(lane), retry=False, ignore_result=True)
        return True

    return bool(_call_redis(send))


def _call_redis(call: Callable[[], T]) -> T | None:
    """Returns what the call returns; None when Redis does not respond; then it is not called for half a minute."""
    from kombu.exceptions import KombuError
    from redis.exceptions import RedisError

    global _unreachable_until
    if time.monotonic() < _unreachable_until:
        return None
    try:
        return call()
    except (KombuError, RedisError, OSError) as error:
        _unreachable_until = time.monotonic() + RETRY_AFTER_S
        log.warning("Redis does not answer (%s). Jobs wait; the sweep notifies workers again.", type(error).__name__)
        return None
