"""All that is kept, as text to search in."""

from pathlib import Path

from django.core.cache import cache
from django.core.files.storage import storages
from django.db import connection

from accounts.models import Session
from accounts.sessions import SessionStore


def database_dump() -> str:
    """Every row of every table, and what the sessions say inside."""
    sessions = Session.objects.values_list("session_data", flat=True)
    return "\n".join((database_rows(), *(str(SessionStore().decode(data)) for data in sessions)))


def database_rows() -> str:
    """Every row of every table, as it stands there."""
    rows = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}" ORDER BY 1')
            rows += [f"{table}: {' | '.join(map(_text, row))}" for row in cursor.fetchall()]
    return "\n".join(rows)


def _text(value: object) -> str:
    """Bytes as they are found anywhere: as text, and in hexadecimal."""
    if isinstance(value, bytes | memoryview):
        return f"{bytes(value)!r} {bytes(value).hex()}"
    return str(value)


def cache_dump() -> str:
    """Every key and value of the cache, which is the process's memory here."""
    return "\n".join(f"{key} {cache.get(key.split(':', 2)[2])}" for key in list(cache._cache))


def store_dump() -> str:
    """The name of everything in the store of source files, and the bytes."""
    found = sorted(Path(storages["source_files"].path("")).rglob("*"))
    return "\n".join(f"{path} {path.read_bytes()!r}" if path.is_file() else str(path) for path in found)
