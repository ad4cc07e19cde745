"""What the doctor looks at. Each says in a few words how it is, or raises Fault with what to do."""

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
    Fault,
    prove_files,
    prove_keys,
    prove_writable,
    reencrypt_install,
    where_files_lie,
)
from tracekit_site.services.release import is_of_this_release, not_answered

MOST_OFF_S = 5.0
"""A clock that differs more than this from the database's is a fault: leases and codes live for minutes."""

RELEASE = "Run `python manage.py release` once."


def database() -> str:
    """It answers, is of this release, and has its install."""
    try:
        if not is_of_this_release(connection) or not Install.objects.exists():
            raise Fault(f"The database is not made ready for this release. {RELEASE}")
    except OperationalError as problem:
        raise Fault(not_answered(problem)) from None
    return f"{connection.display_name} {connection.get_database_version()[0]}, migrations applied"


def keys() -> str:
    """They are those that the database was made with."""
    install = Install.objects.get()
    prove_keys(install)
    reencrypt_install(install)
    return "fit this database"


def keys_and_values() -> str:
    """The same, and each of them is there that a value is sealed with. Reads every sealed value."""
    fits, used = keys(), keys_in_use()
    if unknown := sorted(set(used) - {key.name for key in install_keys()}):
        raise Fault(
            f"CREDENTIAL_KEYS does not list {', '.join(unknown)}, and values are sealed with it. Put it back behind "
            "the first key, then run `python -m tracekit rotate-keys`."
        )
    return "; ".join((fits, *(f"{count} sealed under {name}" for name, count in sorted(used.items()))))


def files() -> str:
    """The store is the one that this database's files lie in, and it takes new ones."""
    prove_files(Install.objects.get())
    prove_writable()
    return f"the shared store ({where_files_lie()}), writable"


def static_files() -> str:
    """All of this release have been collected on this machine."""
    collected = getattr(staticfiles_storage, "hashed_files", None)
    names = {name for finder in get_finders() for name, _ in finder.list([])}
    if collected is not None and not names <= set(collected):
        raise Fault(f"The static files of this release are not in {settings.STATIC_ROOT} on this machine. {RELEASE}")
    return "collected"


def redis() -> str:
    """It answers and takes what is written: one that is full still reads."""
    try:
        cache.set("doctor", "was here", timeout=60)
    except outage_errors() as problem:
        raise Fault(
            f"Redis does not answer or takes nothing ({type(problem).__name__}). "
            "Check REDIS_URL, that it runs, and that it has memory left."
        ) from None
    return "answers"


def clock() -> str:
    """This machine's agrees with the database's."""
    with connection.cursor() as cursor:
        before = timezone.now()
        cursor.execute("SELECT clock_timestamp()")
        theirs = cursor.fetchone()[0]
    off = (before + (timezone.now() - before) / 2 - theirs).total_seconds()
    if abs(off) > MOST_OFF_S:
        side = "ahead of" if off > 0 else "behind"
        raise Fault(f"The clock is {abs(off):.0f} s {side} the database's. Set it by NTP, then start again.")
    return f"within {max(abs(off), 0.1):.1f} s of the database's"


def workers() -> str:
    """Some are alive, and one has been reached by its queue of late."""
    now = timezone.now()
    alive = Worker.objects.alive(now).count()
    if not alive:
        raise Fault("No worker is alive, so nothing is read. Start one.")
    if not Worker.objects.receiving(now).exists():
        raise Fault(f"Of the workers ({alive}) none has heard its queue for five minutes. Start them again.")
    return f"{alive} alive"


def worker_here() -> str:
    """One of this machine has been reached by its queue of late."""
    if not Worker.objects.receiving(timezone.now()).filter(host=socket.gethostname()).exists():
        raise Fault("No worker of this machine has heard its queue for five minutes.")
    return "hears its queue"
