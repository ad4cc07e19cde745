"""Asking a database that is restarted now and then."""

from collections.abc import Callable
from typing import TypeVar

from django.db import InterfaceError, OperationalError, connection

T = TypeVar("T")


def query_or_default(ask: Callable[[], T], otherwise: T) -> T:
    """What it answers, or `otherwise` while it is away."""
    try:
        return ask()
    except (OperationalError, InterfaceError):
        connection.close()
        return otherwise
