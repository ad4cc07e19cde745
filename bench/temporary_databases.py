"""Makes temporary PostgreSQL databases for a bench, used by a role without special rights, and deletes them."""

import os
import secrets
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

_connections: dict[str, Any] = {}


@contextmanager
def temporary_databases(bench: str, count: int) -> Iterator[tuple[list[str], psycopg.Connection]]:
    """Yields the names of so many new, migrated databases, and the superuser's connection to their server.

    DATABASE_URL names the server and a superuser on it; inside, it names the first database and the new role, and
    Django is set up. Files lie in a temporary folder. Raises SystemExit without a PostgreSQL.
    """
    server = os.environ.get("DATABASE_URL", "")
    if not server.startswith("postgres"):
        raise SystemExit("DATABASE_URL names no PostgreSQL. Name a server and a superuser on it.")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # a bench that is told to stop cleans up, too
    role = f"tracekit_{bench}_{os.getpid()}"
    names = [f"{role}_{number}" for number in range(count)]
    with psycopg.connect(server, autocommit=True) as admin, tempfile.TemporaryDirectory() as folder:
        password = secrets.token_hex()
        _run(admin, "CREATE ROLE {} LOGIN NOSUPERUSER PASSWORD {}", sql.Identifier(role), sql.Literal(password))
        try:
            for name in names:
                _run(admin, "CREATE DATABASE {} OWNER {}", sql.Identifier(name), sql.Identifier(role))
            host = urlsplit(server).netloc.rpartition("@")[2]
            os.environ["DATABASE_URL"] = f"postgres://{role}:{password}@{host}/{names[0]}"
            _set_up(folder, names)
            yield names, admin
        finally:
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            for name in names:
                _run(admin, "DROP DATABASE IF EXISTS {} WITH (FORCE)", sql.Identifier(name))
            _run(admin, "DROP ROLE {}", sql.Identifier(role))


def use_database(name: str) -> None:
    """Lets Django use this database from now on, over one connection that stays open."""
    from django.db import connections

    if name not in _connections:
        _connections[name] = connections.create_connection("default")
        _connections[name].settings_dict = _connections[name].settings_dict | {"NAME": name}
    connections["default"] = _connections[name]


def connect_as_superuser(admin: psycopg.Connection, name: str) -> psycopg.Connection:
    """Returns the superuser's connection to one of the databases; foreign keys are not checked on it."""
    superuser = psycopg.connect(admin.info.dsn, dbname=name, password=admin.info.password, autocommit=True)
    superuser.execute("SET session_replication_role = replica")
    return superuser


def _set_up(folder: str, names: list[str]) -> None:
    os.environ |= {"DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "tracekit_site.settings", "LOG_LEVEL": "WARNING"}
    os.environ.pop("REDIS_URL", None)
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    settings.ALLOWED_HOSTS.append("testserver")
    call_command("collectstatic", verbosity=0, interactive=False)
    for name in reversed(names):
        use_database(name)
        call_command("migrate", verbosity=0)


def _run(admin: psycopg.Connection, statement: str, *names: sql.Composable) -> None:
    admin.execute(sql.SQL(statement).format(*names))
