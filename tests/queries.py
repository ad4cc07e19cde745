"""Counts what is asked of the database."""

import re
from collections.abc import Callable

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext


def count_queries(call: Callable[[], object]) -> int:
    """Returns how many statements a call sends to the database."""
    with CaptureQueriesContext(connection) as queries:
        call()
    return len(queries)


def count_page_queries(client: Client, path: str) -> int:
    """Returns how many statements the whole request for a page takes. Raises AssertionError when there is no page."""
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


def statement_of(query: dict[str, str]) -> str:
    """Returns a captured statement without what tells PostgreSQL before it whose rows it may see."""
    return re.sub("^SET LOCAL [^;]*; ", "", query["sql"])
