"""Provides the cache that the processes of a fleet share in Redis."""

import json
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.backoff import NoBackoff
from redis.retry import Retry


class JsonSerializer:
    """Stores values as JSON, which can be read in Redis and, unlike pickles, never runs as code."""

    def dumps(self, value: Any) -> bytes | int:
        """Returns the value as JSON; a whole number stays a number, so that Redis can increment it."""
        return value if type(value) is int else json.dumps(value).encode()

    def loads(self, data: bytes) -> Any:
        return json.loads(data)


class SingleAttemptRedisCache(RedisCache):
    """Tries each command once, so that a Redis that does not respond costs one timeout, not one for each retry."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        options = {"retry": Retry(NoBackoff(), 0), "serializer": JsonSerializer}
        super().__init__(server, params | {"OPTIONS": params.get("OPTIONS", {}) | options})

    def delete_containing(self, text: str) -> int:
        """Deletes the entries whose key contains a text without wildcards; returns how many there were."""
        client = self._cache.get_client(write=True)
        keys = list(client.scan_iter(self.make_key(f"*{text}*"), count=1000))
        return int(client.delete(*keys)) if keys else 0
