"""Prepares a release, once, before its processes start."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.management import call_command
from django.db import OperationalError, connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from django.urls import URLPattern, URLResolver, get_resolver

from accounts.services.links import create_first_account_link
from tracekit_site.services.erasure_ledger import erase_restored_accounts
from tracekit_site.services.install import InstallFault, open_file_storage, register_install
from tracekit_site.services.proxy_faults import delete_proxy_faults
from tracekit_site.supervisor.data_folder import DataFolderUnusable

DATABASE_TIMEOUT_S = 120.0
"""A new database of the compose file is made at the first start, on the slow disk of a home server, too."""
POLL_INTERVAL_S = 1.0
ADVISORY_LOCK_ID = 0x74726B  # any number that nothing else in the database locks


def wait_for_database(timeout_s: float = DATABASE_TIMEOUT_S) -> None:
    """Waits for the database. Raises InstallFault when a server does not respond in time or a file is not writable."""
    deadline = time.monotonic() + timeout_s
    while True:
        try:
            connection.ensure_connection()
            if connection.vendor == "sqlite":
                with transaction.atomic():  # it begins as a write, so that a read-only file is noticed
                    pass
            return
        except OperationalError as error:
            is_final = connection.vendor == "sqlite" and not _is_locked(error)
            if is_final or time.monotonic() > deadline:
                raise InstallFault(no_answer_message(error)) from None
        time.sleep(POLL_INTERVAL_S)


def _is_locked(error: OperationalError) -> bool:
    """Returns whether another process, such as a second release, was writing to the file for too long."""
    return getattr(error.__cause__, "sqlite_errorname", "").startswith("SQLITE_BUSY")


def no_answer_message(error: OperationalError) -> str:
    """Returns the message about an unreachable database, with the driver's reason, which contains no password."""
    reason = (str(error).strip() or type(error).__name__).splitlines()[0]
    if connection.vendor == "sqlite":
        return (
            f"The database file {settings.DATABASES['default']['NAME']} cannot be used: {reason}. Nothing was changed. "
            f"tracekit, which runs as the user with id {os.geteuid()}, must be able to write the file and its folder."
        )
    return f"The database does not answer. Nothing was changed. Check DATABASE_URL, and that it runs ({reason})."


def is_fully_migrated(database: BaseDatabaseWrapper) -> bool:
    """Returns whether every migration of this release has been applied to a database. Raises OperationalError."""
    executor = MigrationExecutor(database)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def prepare_release(*, adopt: bool = False) -> str | None:
    """Migrates, collects static files and registers the install; returns the first account's link if there is none.

    A second release at the same time waits for the first and then finds nothing to do. A hosted install returns no
    link, because others read its log. Raises InstallFault and DataFolderUnusable.
    """
    verify_path_prefix()
    try:
        with _release_lock():
            call_command("migrate", verbosity=0, interactive=False)
            call_command("collectstatic", verbosity=0, interactive=False)
            register_install(adopt=adopt)
            delete_proxy_faults()
            erase_restored()
    except OSError as error:  # the lock, or the folder of the static files
        raise DataFolderUnusable(settings.DATA_DIR, error) from None
    return None if settings.HOSTED else create_first_account_link()


def erase_restored() -> None:
    """Erases again what a restored backup has brought back. Raises InstallFault when the ledger cannot be read."""
    with open_file_storage():
        erase_restored_accounts()


def verify_path_prefix() -> None:
    """Raises InstallFault when the path in BASE_URL begins like a page of ours: then an address could mean either."""
    prefix = settings.FORCE_SCRIPT_NAME or ""
    if prefix and prefix.split("/")[1] in {"static", "health", *_first_segments(get_resolver().url_patterns)}:
        raise InstallFault(
            f"BASE_URL cannot end in {prefix}, because tracekit has a page of that name. Nothing was started. Choose "
            "another path, as in /tracekit."
        )


def _first_segments(patterns: list[URLPattern | URLResolver]) -> Iterator[str]:
    """Yields the first segment of every address, as in `settings`; an included list of addresses has none itself."""
    for pattern in patterns:
        if route := str(pattern.pattern):
            yield route.split("/")[0]
        elif isinstance(pattern, URLResolver):
            yield from _first_segments(pattern.url_patterns)


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
