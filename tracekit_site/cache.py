"""The cache of a fleet."""

from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.backoff import NoBackoff
from redis.retry import Retry


class OneTryCache(RedisCache):
    """Django's Redis cache that asks once: a silent Redis costs one time-out, not one for each of redis-py's retries."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._options["retry"] = Retry(NoBackoff(), 0)
