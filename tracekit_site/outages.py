"""Lists the errors that mean an outage of the database or of the cache."""

from django.conf import settings
from django.db import InterfaceError, OperationalError

from tracekit_site.memory_cache import CacheFull


def outage_errors() -> tuple[type[Exception], ...]:
    """Returns the errors of an unreachable database or Redis, or of a full cache; a later request may succeed."""
    if not settings.REDIS_URL:
        return (OperationalError, InterfaceError, CacheFull)
    from redis.exceptions import RedisError  # an install without Redis has no such package

    return (OperationalError, InterfaceError, RedisError)
