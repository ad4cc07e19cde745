"""What is raised when something that we need is away for a while."""

from django.conf import settings
from django.db import InterfaceError, OperationalError


def outage_errors() -> tuple[type[Exception], ...]:
    """Errors of a database or a Redis that does not answer. They come back, and asking again helps."""
    if not settings.REDIS_URL:
        return (OperationalError, InterfaceError)
    from redis.exceptions import RedisError  # not there in an install without Redis

    return (OperationalError, InterfaceError, RedisError)
