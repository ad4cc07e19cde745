"""Counts what is asked of the database."""

from collections.abc import Callable

from django.db import connection
from django.test.utils import CaptureQueriesContext


def count_queries(call: Callable[[], object]) -> int:
    """Returns how many statements a call sends to the database."""
    with CaptureQueriesContext(connection) as queries:
        call()
    return len(queries)
