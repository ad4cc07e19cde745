"""Checks the parts of an install for the doctor: each check returns a short text, or raises InstallFault."""

import socket

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.cache import cache
from django.db import OperationalError, connection
from django.utils import timezone

from accounts.jobs.models import Worker
from accounts.secrets import install_keys
from accounts.services.rotate import keys_in_use
from tracekit_site.models import Install
from tracekit_site.outages import outage_errors
from tracekit_site.services.install import (
    InstallFault,
    file_storage_location,
    reencrypt_install_id,
    verify_file_storage,
    verify_keys,
    verify_store_is_writable,
)
from tracekit_site.services.proxy_faults import reported_faults
from tracekit_site.services.release import is_fully_migrated, no_answer_message

MAX_CLOCK_OFFSET_S = 5.0
"""A clock may differ from the database's by this much: leases and codes live for minutes."""

RELEASE_HINT = "Run `python manage.py release` once."


def check_database() -> str:
    """Checks that the database answers, is migrated to this release, and holds its install."""
    try:
        if not is_fully_migrated(connection) or not Install.objects.exists():
            raise InstallFault(f"The database is not made ready for this release. {RELEASE_HINT}")
    except OperationalError as error:
        raise InstallFault(no_answer_message(error)) from None
    return f"{connection.display_name} {connection.get_database_version()[0]}, migrations applied"


def check_keys() -> str:
    """Checks that the keys are those with which the database was created."""
    install = Install.objects.get()
    verify_keys(install)
    reencrypt_install_id(install)
    return "fit this database"


def check_keys_and_values() -> str:
    """Checks the keys, and that every encrypted value has its key; reads all encrypted values."""
    summary, counts = check_keys(), keys_in_use()
    if unknown := sorted(set(counts) - {key.name for key in install_keys()}):
        raise InstallFault(
            f"CREDENTIAL_KEYS does not list {', '.join(unknown)}, and values are sealed with it. Put it back behind "
            "the first key, then run `python -m tracekit rotate-keys`."
        )
    return "; ".join((summary, *(f"{count} sealed under {name}" for name, count in sorted(counts.items()))))


def check_files() -> str:
    """Checks that the file storage holds this database's files and accepts new ones."""
    verify_file_storage(Install.objects.get())
    verify_store_is_writable()
    return f"the shared store ({file_storage_location()}), writable"


def check_static_files() -> str:
    """Checks that all static files of this release have been collected on this machine."""
    collected = getattr(staticfiles_storage, "hashed_files", None)
    names = {name for finder in get_finders() for name, _ in finder.list([])}
    if collected is not None and not names <= set(collected):
        location = settings.STATIC_ROOT
        raise InstallFault(f"The static files of this release are not in {location} on this machine. {RELEASE_HINT}")
    return "collected"


def check_redis() -> str:
    """Checks that Redis accepts a write: a full Redis still accepts reads."""
    try:
        cache.set("doctor", "was here", timeout=60)
    except outage_errors() as error:
        raise InstallFault(
            f"Redis does not answer or takes nothing ({type(error).__name__}). "
            "Check REDIS_URL, that it runs, and that it has memory left."
        ) from None
    return "answers"


def check_clock() -> str:
    """Checks that this machine's clock agrees with the database's."""
    with connection.cursor() as cursor:
        before = timezone.now()
        cursor.execute("SELECT clock_timestamp()")
        database_time = cursor.fetchone()[0]
    offset_s = (before + (timezone.now() - before) / 2 - database_time).total_seconds()
    if abs(offset_s) > MAX_CLOCK_OFFSET_S:
        side = "ahead of" if offset_s > 0 else "behind"
        raise InstallFault(
            f"The clock is {abs(offset_s):.0f} s {side} the database's. Set it by NTP, then start again."
        )
    return f"within {max(abs(offset_s), 0.1):.1f} s of the database's"


def check_workers() -> str:
    """Checks that workers are alive and that one has recently received a message from its queue."""
    now = timezone.now()
    alive = Worker.objects.alive(now).count()
    if not alive:
        raise InstallFault("No worker is alive, so nothing is read. Start one.")
    if not Worker.objects.receiving(now).exists():
        raise InstallFault(f"Of the workers ({alive}) none has heard its queue for five minutes. Start them again.")
    return f"{alive} alive"


def check_proxy() -> str:
    """Returns what to do about the faults that requests through a proxy have shown.

    They are no faults of this install: strangers can send such requests, too.
    """
    return "\nproxy: ".join(reported_faults()) or "no fault seen within a day"


def check_local_worker() -> str:
    """Checks that a worker of this machine has recently received a message from its queue."""
    if not Worker.objects.receiving(timezone.now()).filter(host=socket.gethostname()).exists():
        raise InstallFault("No worker of this machine has heard its queue for five minutes.")
    return "hears its queue"
