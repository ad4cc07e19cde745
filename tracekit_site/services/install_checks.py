"""Checks the parts of an install for the doctor: each check returns a short text, or raises InstallFault."""

import socket

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.cache import cache
from django.db import OperationalError, connection
from django.utils import timezone

from accounts.erasure import Erasure
from accounts.jobs.models import Worker
from accounts.secrets import install_keys
from accounts.services.rotate import count_unreadable, keys_in_use
from activities.services.folder_account import folder_account
from activities.storage.activities_folder import activities_folder, list_folder
from tracekit_site.models import Install
from tracekit_site.outages import outage_errors
from tracekit_site.services.erasure_ledger import verify_ledger
from tracekit_site.services.install import (
    InstallFault,
    file_storage_location,
    open_file_storage,
    reencrypt_install_id,
    verify_file_storage,
    verify_keys,
    verify_store_is_writable,
)
from tracekit_site.services.proxy_faults import reported_faults
from tracekit_site.services.release import is_fully_migrated, no_answer_message

MAX_CLOCK_OFFSET_S = 5.0
"""A clock may differ from the database's by this much: leases and codes live for minutes."""

_ROLE = """
    SELECT rolsuper OR rolbypassrls, EXISTS (
        SELECT FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r'
        AND pg_has_role(current_user, relowner, 'MEMBER')
    ) FROM pg_roles WHERE rolname = current_user
"""
_ROLE_HINT = (
    "Create another (`CREATE ROLE tracekit_app LOGIN`) and name it there; let RELEASE_DATABASE_URL name the role that "
    "owns the tables; then run `python manage.py release` once."
)
RELEASE_HINT = "Run `python manage.py release` once."


def check_database() -> str:
    """Checks that the database answers, is migrated to this release, and holds its install."""
    try:
        if not is_fully_migrated(connection) or not Install.objects.exists():
            raise InstallFault(f"The database is not made ready for this release. {RELEASE_HINT}")
    except OperationalError as error:
        raise InstallFault(no_answer_message(error)) from None
    return f"{connection.display_name} {connection.get_database_version()[0]}, migrations applied"


def check_database_role() -> str:
    """Checks that the role of a hosted install is bound by row security, and cannot lift it."""
    with connection.cursor() as cursor:
        cursor.execute(_ROLE)
        is_unbound, is_owner = cursor.fetchone()
    if is_unbound:
        raise InstallFault(
            "DATABASE_URL must name a role without SUPERUSER and BYPASSRLS, because no rule of the database binds such "
            f"a role. {_ROLE_HINT}"
        )
    if is_owner:
        raise InstallFault(
            "DATABASE_URL must name a role that does not own the tables, because their owner can lift row security. "
            f"{_ROLE_HINT}"
        )
    return "bound by row security"


def check_keys() -> str:
    """Checks that the keys are those with which the database was created."""
    install = Install.objects.get()
    verify_keys(install)
    reencrypt_install_id(install)
    return "fit this database"


def check_keys_and_values() -> str:
    """Checks the keys, and that every encrypted value can be decrypted; reads all encrypted values."""
    summary, counts = check_keys(), keys_in_use()
    if unknown := sorted(set(counts) - {key.name for key in install_keys()}):
        raise InstallFault(
            f"CREDENTIAL_KEYS does not list {', '.join(unknown)}, and values are encrypted with it. Put it back behind "
            "the first key, then run `python -m tracekit rotate-keys`."
        )
    if unreadable := count_unreadable():
        raise InstallFault(
            f"Encrypted values that cannot be decrypted with the key of their name: {unreadable}. They were changed, "
            "or CREDENTIAL_KEYS holds another key under that name. Put the right key back, or restore the database."
        )
    return "; ".join((summary, *(f"{count} encrypted with {name}" for name, count in sorted(counts.items()))))


def check_files() -> str:
    """Checks that the file storage holds this database's files and accepts new ones."""
    verify_file_storage(Install.objects.get())
    verify_store_is_writable()
    return f"the shared store ({file_storage_location()}), writable"


def check_erasures() -> str:
    """Checks that the ledger of erasures can be read and written, and that no erasure is late."""
    with open_file_storage():
        count = verify_ledger()
    if late := Erasure.objects.late(timezone.now()).count():
        raise InstallFault(
            f"Erasures that are not complete after 20 hours: {late}. Look at them in the admin, under Erasures, or run "
            "`python -m tracekit purge-due`."
        )
    return f"none is late; {count} in the ledger"


def check_ledger() -> str:
    """Checks that the ledger of erasures can be read and written."""
    with open_file_storage():
        return f"{verify_ledger()} in the ledger"


def check_activities_folder() -> str:
    """Checks that the folder of the owner's files can be read, and that it is clear whose they are."""
    if "" in list_folder(activities_folder()).unreadable:
        raise InstallFault(
            f"The folder {settings.ACTIVITIES_DIR} cannot be read. Nothing was changed; check ACTIVITIES_DIR and the "
            "permissions."
        )
    if folder_account() is None:
        raise InstallFault(
            "Nobody can tell whose files are in ACTIVITIES_DIR, so they are not read. Set ACTIVITIES_OWNER to the "
            "email address of an account."
        )
    return "read where they are"


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
            f"Redis does not answer or accept writes ({type(error).__name__}). "
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
        raise InstallFault("No worker is running, so no files are read. Start one.")
    if not Worker.objects.receiving(now).exists():
        raise InstallFault(f"None of the workers ({alive}) has received a message for five minutes. Restart them.")
    return f"{alive} alive"


def check_proxy() -> str:
    """Returns what to do about the faults that requests through a proxy have shown.

    They are no faults of this install: strangers can send such requests, too.
    """
    return "\nproxy: ".join(reported_faults()) or "no fault seen within a day"


def check_local_worker() -> str:
    """Checks that a worker of this machine has recently received a message from its queue."""
    if not Worker.objects.receiving(timezone.now()).filter(host=socket.gethostname()).exists():
        raise InstallFault("No worker on this machine has received a message for five minutes.")
    return "receives messages"
