"""Extends a lease while its worker waits for a platform."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DatabaseError, InterfaceError, connection

from accounts.jobs.claims import Claim
from accounts.jobs.models import LEASE

log = logging.getLogger(__name__)

EXTEND_EVERY_S = LEASE.total_seconds() / 3


@contextmanager
def keep_lease(claim: Claim) -> Iterator[None]:
    """Extends the lease every twenty seconds while the block lasts, without resetting the attempts."""
    ended = threading.Event()
    thread = threading.Thread(target=_extend_until, args=(claim, ended), name="lease-keeper", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()


def _extend_until(claim: Claim, ended: threading.Event) -> None:
    try:
        while not ended.wait(EXTEND_EVERY_S):
            claim.extend_lease()
    except (DatabaseError, InterfaceError) as error:
        log.warning("a lease could not be extended: %s", type(error).__name__)
    finally:
        connection.close()
