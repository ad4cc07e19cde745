"""What is done once for each release, before its processes start."""

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
from tracekit_site.services.install import Fault, settle_install

WAIT_S = 60.0
LOOK_S = 1.0
LOCK = 0x74726B  # any number that nothing else in the database locks


def wait_for_database(seconds: float = WAIT_S) -> None:
    """Until the database answers. Raises Fault when it does not in time."""
    until = time.monotonic() + seconds
    while True:
        try:
            return connection.ensure_connection()
        except OperationalError as problem:
            if time.monotonic() > until:
                raise Fault(not_answered(problem)) from None
        time.sleep(LOOK_S)


def not_answered(problem: OperationalError) -> str:
    """What to do about a database that does not answer, with its driver's reason, which holds no password."""
    reason = (str(problem).strip() or type(problem).__name__).splitlines()[0]
    return f"The database does not answer. Nothing was changed. Check DATABASE_URL, and that it runs ({reason})."


def is_of_this_release(database: BaseDatabaseWrapper) -> bool:
    """Whether every migration of this release has been applied there. Raises OperationalError."""
    executor = MigrationExecutor(database)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def release(*, adopt: bool = False) -> str | None:
    """Migrates, collects static files, settles the install; the first account's link while there is none.

    A second release at the same time waits for the first, and finds nothing left to do. A hosted install prints no
    link: its log is read by others. Raises Fault.
    """
    with _one_at_a_time():
        call_command("migrate", verbosity=0, interactive=False)
        call_command("collectstatic", verbosity=0, interactive=False)
        settle_install(adopt=adopt)
    return None if settings.HOSTED else create_first_account_link()


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    if connection.vendor == "sqlite":
        with (settings.DATA_DIR / "release.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
    try:
        yield
    finally:
        if connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
