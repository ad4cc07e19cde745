"""Queries a database that is restarted now and then."""

from collections.abc import Callable
from typing import TypeVar

from django.db import InterfaceError, OperationalError, connection

T = TypeVar("T")


def query_or_default(query: Callable[[], T], default: T) -> T:
    """Returns the result of the query, or the default while the database does not answer."""
    try:
        return query()
    except (OperationalError, InterfaceError):
        connection.close()
        return default
