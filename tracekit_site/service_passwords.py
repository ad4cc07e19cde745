"""Adds the passwords that the database and Redis of the compose file have written into files."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit


def add_database_password(database: dict[str, Any], folder: str) -> None:
    """Adds the password of the database's host, unless DATABASE_URL has one or there is no file for it."""
    database["PASSWORD"] = database.get("PASSWORD") or _read_password(folder, str(database.get("HOST") or ""))


def add_redis_password(url: str, folder: str) -> str:
    """Returns the URL with the password of its host, unless it has one or there is no file for it."""
    parts = urlsplit(url)
    password = "" if parts.password else _read_password(folder, parts.hostname or "")
    return parts._replace(netloc=f":{password}@{parts.netloc}").geturl() if password else url


def _read_password(folder: str, host: str) -> str:
    """Returns the password that a service of the compose file has written, or nothing."""
    if not folder or not host or "/" in host:
        return ""
    file = Path(folder, host)
    return file.read_text() if file.is_file() else ""
