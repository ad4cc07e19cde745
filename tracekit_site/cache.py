"""The cache of a fleet."""

import json
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.backoff import NoBackoff
from redis.retry import Retry


class AsJson:
    """Values as JSON: what lies in Redis can be read, and never run as pickled values can."""

    def dumps(self, value: Any) -> bytes | int:
        """A whole number stays one, so that Redis can count it up."""
        return value if type(value) is int else json.dumps(value).encode()

    def loads(self, data: bytes) -> Any:
        return json.loads(data)


class OneTryCache(RedisCache):
    """Django's Redis cache that asks once: a silent Redis costs one time-out, not one for each of its retries."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        once = {"retry": Retry(NoBackoff(), 0), "serializer": AsJson}
        super().__init__(server, params | {"OPTIONS": params.get("OPTIONS", {}) | once})
