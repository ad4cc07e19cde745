"""Reads every entry of the Redis of this machine under the tests' prefix."""

import redis
from django.conf import settings

from tests.celery_fleet import REDIS_URL


def redis_entries() -> bytes:
    """Returns all keys with their serialized values."""
    with redis.Redis.from_url(REDIS_URL) as client:
        keys = sorted(client.scan_iter(f"{settings.REDIS_PREFIX}*"))
        return b"\n".join(key + b" " + (client.dump(key) or b"") for key in keys)
