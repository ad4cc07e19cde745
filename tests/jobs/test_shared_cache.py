"""A fleet has one cache in Redis, whose values are JSON."""

import pytest
import redis
from django.conf import settings

from tests.celery_fleet import REDIS_URL
from tracekit_site.cache import SingleAttemptRedisCache


@pytest.fixture
def shared_cache(fleet: None) -> SingleAttemptRedisCache:
    """Returns the cache as a fleet's settings make it, under this process's prefix."""
    return SingleAttemptRedisCache(
        REDIS_URL, {"KEY_PREFIX": settings.REDIS_PREFIX + "cache", "OPTIONS": settings.REDIS_TIMEOUTS}
    )


def test_the_shared_cache_returns_what_was_set(shared_cache: SingleAttemptRedisCache) -> None:
    for value in ([1.5, 2.5], {"a": None}, "words", True, 7):
        shared_cache.set("key", value)
        assert shared_cache.get("key") == value


def test_the_shared_cache_increments_numbers(shared_cache: SingleAttemptRedisCache) -> None:
    shared_cache.set("count", 1)
    assert shared_cache.incr("count") == 2
    assert shared_cache.get("count") == 2


def test_the_shared_cache_unpickles_nothing(shared_cache: SingleAttemptRedisCache) -> None:
    with redis.Redis.from_url(REDIS_URL) as client:
        client.set(shared_cache.make_key("key"), b"\x80\x04K\x01.")
    with pytest.raises(ValueError, match="decode"):
        shared_cache.get("key")
