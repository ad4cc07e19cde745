"""Dumps everything that is stored as text, to search in."""

from pathlib import Path
from typing import Any

from django.core.cache import cache
from django.core.files.storage import storages
from django.db import connection

from accounts.models import Session
from accounts.sessions import SessionStore


def database_dump() -> str:
    """Returns every row of every table, and the decrypted sessions."""
    sessions = Session.objects.values_list("session_data", flat=True)
    return "\n".join((database_rows(), *(str(SessionStore().decode(data)) for data in sessions)))


def database_rows() -> str:
    """Returns every row of every table as it is stored."""
    rows = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}" ORDER BY 1')
            rows += [f"{table}: {' | '.join(map(_text, row))}" for row in cursor.fetchall()]
    return "\n".join(rows)


def _text(value: object) -> str:
    """Returns bytes both as text and in hexadecimal."""
    if isinstance(value, bytes | memoryview):
        return f"{bytes(value)!r} {bytes(value).hex()}"
    return str(value)


def cache_dump() -> str:
    """Returns every key and value of the cache, which is in the memory of the test process."""
    memory: Any = cache
    return "\n".join(f"{key} {cache.get(key.split(':', 2)[2])}" for key in list(memory._cache))


def store_dump() -> str:
    """Returns the name and the bytes of everything in the store of source files."""
    paths = sorted(Path(storages["source_files"].path("")).rglob("*"))
    return "\n".join(f"{path} {path.read_bytes()!r}" if path.is_file() else str(path) for path in paths)
