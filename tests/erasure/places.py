"""Reads everything that is stored, place by place, as bytes, and finds sentinels in it in every usual encoding."""

import base64
import html
import json
from pathlib import Path
from urllib.parse import quote

from django.core.cache import cache
from django.core.files.storage import storages
from django.db import connection, transaction

from accounts.models import Session
from accounts.row_security import owned_tables
from accounts.sessions import SessionStore
from tests.accounts.dump import cache_dump, database_rows


def stored_places() -> dict[str, bytes]:
    """Returns what the database, its files and statistics, the sessions, the file storage and the cache hold."""
    sessions = [str(SessionStore().decode(data)) for data in Session.objects.values_list("session_data", flat=True)]
    places = {
        "rows": database_rows().encode(),
        "sessions": "\n".join(sessions).encode(),
        "files": _stored_files(),
        "cache": _cache_entries(),
    }
    return places | (_sqlite_files() if connection.vendor == "sqlite" else _statistics())


def find(sentinel: str, places: dict[str, bytes]) -> set[tuple[str, str]]:
    """Returns each place that contains the sentinel, with the name of the encoding."""
    return {
        (place, name)
        for name, needles in encodings(sentinel).items()
        for place, content in places.items()
        if any(needle in content for needle in needles)
    }


def encodings(text: str) -> dict[str, list[bytes]]:
    """Returns the text in each encoding; base64 has one form for each position within three bytes."""
    data = text.encode()
    shifted = [base64.b64encode(b"\0" * shift + data)[(0, 2, 3)[shift] :] for shift in range(3)]
    base64_forms = [form.rstrip(b"=")[:-1] for form in shifted]
    return {
        "plain": [data],
        "base64": [*base64_forms, *(form.replace(b"+", b"-").replace(b"/", b"_") for form in base64_forms)],
        "URL": [quote(text, safe="").encode()],
        "JSON": [json.dumps(text)[1:-1].encode()],
        "HTML": [html.escape(text).encode()],
        "hex": [data.hex().encode(), data.hex().upper().encode()],
        "UTF-16": [text.encode("utf-16-le"), text.encode("utf-16-be")],
    }


def _sqlite_files() -> dict[str, bytes]:
    with connection.cursor() as cursor:
        path = cursor.execute("PRAGMA database_list").fetchone()[2]
    log = Path(f"{path}-wal")
    return {"database file": Path(path).read_bytes(), "log": log.read_bytes() if log.exists() else b""}


def _statistics() -> dict[str, bytes]:
    """Returns what the planner knows of values, after it has looked at every table.

    `pg_stats` hides tables with row security from those whom it binds, so it is lifted for this transaction.
    """
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        with transaction.atomic():
            for table in owned_tables():
                cursor.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
            cursor.execute("SELECT tablename, attname, most_common_vals::text, histogram_bounds::text FROM pg_stats")
            rows = cursor.fetchall()
            transaction.set_rollback(True)
    return {"statistics": "\n".join(map(str, rows)).encode()}


def _stored_files() -> bytes:
    storage = storages["source_files"]
    if hasattr(storage, "bucket"):
        objects = [(item.key, item.get()["Body"].read()) for item in storage.bucket.objects.all()]
    else:
        paths = sorted(Path(storage.path("")).rglob("*"))
        objects = [(str(path), path.read_bytes() if path.is_file() else b"") for path in paths]
    return b"\n".join(name.encode() + b" " + data for name, data in objects)


def _cache_entries() -> bytes:
    """Returns every key and value of the cache, and of the broker where it shares the Redis."""
    if hasattr(cache, "_expire_info"):
        return cache_dump().encode()
    from tests.erasure.redis_entries import redis_entries

    return redis_entries()
