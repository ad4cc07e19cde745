"""Lists the errors that mean an outage of the database or of Redis."""

from django.conf import settings
from django.db import InterfaceError, OperationalError


def outage_errors() -> tuple[type[Exception], ...]:
    """Returns the errors of an unreachable database or Redis; a later request may succeed."""
    if not settings.REDIS_URL:
        return (OperationalError, InterfaceError)
    from redis.exceptions import RedisError  # an install without Redis has no such package

    return (OperationalError, InterfaceError, RedisError)
