"""Prepares a release, once, before its processes start."""

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.management import call_command
from django.db import OperationalError, connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor

from accounts.services.links import create_first_account_link
from tracekit_site.services.install import InstallFault, register_install

DATABASE_TIMEOUT_S = 60.0
POLL_INTERVAL_S = 1.0
ADVISORY_LOCK_ID = 0x74726B  # any number that nothing else in the database locks


def wait_for_database(timeout_s: float = DATABASE_TIMEOUT_S) -> None:
    """Waits for the database. Raises InstallFault when it does not respond in time."""
    deadline = time.monotonic() + timeout_s
    while True:
        try:
            return connection.ensure_connection()
        except OperationalError as error:
            if time.monotonic() > deadline:
                raise InstallFault(no_answer_message(error)) from None
        time.sleep(POLL_INTERVAL_S)


def no_answer_message(error: OperationalError) -> str:
    """Returns the message about an unreachable database, with the driver's reason, which contains no password."""
    reason = (str(error).strip() or type(error).__name__).splitlines()[0]
    return f"The database does not answer. Nothing was changed. Check DATABASE_URL, and that it runs ({reason})."


def is_fully_migrated(database: BaseDatabaseWrapper) -> bool:
    """Returns whether every migration of this release has been applied to a database. Raises OperationalError."""
    executor = MigrationExecutor(database)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def prepare_release(*, adopt: bool = False) -> str | None:
    """Migrates, collects static files and registers the install; returns the first account's link if there is none.

    A second release at the same time waits for the first and then finds nothing to do. A hosted install returns no
    link, because others read its log. Raises InstallFault.
    """
    with _release_lock():
        call_command("migrate", verbosity=0, interactive=False)
        call_command("collectstatic", verbosity=0, interactive=False)
        register_install(adopt=adopt)
    return None if settings.HOSTED else create_first_account_link()


@contextmanager
def _release_lock() -> Iterator[None]:
    """Lets one process at a time into the block."""
    if connection.vendor == "sqlite":
        with (settings.DATA_DIR / "release.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [ADVISORY_LOCK_ID])
    try:
        yield
    finally:
        if connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [ADVISORY_LOCK_ID])
