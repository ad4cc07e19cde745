"""Uses the Redis of this machine for tests of the fleet: keys under a prefix of this process, deleted at its end."""

import atexit
import os

import pytest
import redis
from django.conf import settings

from tests.required import skip_or_fail

REDIS_URL = os.environ.get("TEST_REDIS_URL", "redis://localhost:6379/0")


def use_fleet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets Celery and Redis do the work until the test ends. Skips, or fails where everything is required."""
    if not _has_redis():
        skip_or_fail(f"no Redis answers at {REDIS_URL}: the fleet's tests were not run")
    monkeypatch.setattr(settings, "REDIS_URL", REDIS_URL)
    from tracekit_site import celery  # noqa: F401 - it is loaded once in a process; the prefix keeps processes apart

    monkeypatch.setattr("accounts.jobs.notify._unreachable_until", 0.0)
    delete_redis_keys()


def delete_redis_keys() -> int:
    """Deletes all keys under the prefix, as if Redis had been flushed; returns how many there were."""
    with redis.Redis.from_url(REDIS_URL) as client:
        keys = list(client.scan_iter(f"{settings.REDIS_PREFIX}*"))
        return int(client.delete(*keys)) if keys else 0


def _has_redis() -> bool:
    try:
        with redis.Redis.from_url(REDIS_URL, socket_connect_timeout=1) as client:
            return bool(client.ping())
    except redis.RedisError:
        return False


@atexit.register
def _delete_keys_at_exit() -> None:
    if settings.configured and _has_redis():
        delete_redis_keys()
