"""What the processes of a fleet count together lies in Redis as JSON."""

import pytest
import redis
from django.conf import settings

from tests.fleet import URL
from tracekit_site.cache import SingleAttemptRedisCache


@pytest.fixture
def shared(fleet: None) -> SingleAttemptRedisCache:
    """The cache as a fleet's settings make it, under this process's prefix."""
    return SingleAttemptRedisCache(
        URL, {"KEY_PREFIX": settings.REDIS_PREFIX + "cache", "OPTIONS": settings.REDIS_TIMEOUTS}
    )


def test_what_is_put_in_comes_out(shared: SingleAttemptRedisCache) -> None:
    for value in ([1.5, 2.5], {"a": None}, "words", True, 7):
        shared.set("key", value)
        assert shared.get("key") == value


def test_numbers_are_counted_up_in_redis(shared: SingleAttemptRedisCache) -> None:
    shared.set("count", 1)
    assert shared.incr("count") == 2
    assert shared.get("count") == 2


def test_nothing_in_it_is_unpickled(shared: SingleAttemptRedisCache) -> None:
    with redis.Redis.from_url(URL) as client:
        client.set(shared.make_key("key"), b"\x80\x04K\x01.")
    with pytest.raises(ValueError, match="decode"):
        shared.get("key")
