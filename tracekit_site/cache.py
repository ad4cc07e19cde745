"""The cache of a fleet."""

from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.backoff import NoBackoff
from redis.retry import Retry


class OneTryCache(RedisCache):
    """Django's Redis cache that asks once: a silent Redis costs one time-out, not one for each of its retries."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        once = {"OPTIONS": params.get("OPTIONS", {}) | {"retry": Retry(NoBackoff(), 0)}}
        super().__init__(server, params | once)
