"""Keeps a lease while its worker waits for somebody else's answer."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DatabaseError, InterfaceError, connection

from accounts.jobs.claims import Claim
from accounts.jobs.models import LEASE

log = logging.getLogger(__name__)

EVERY_S = LEASE.total_seconds() / 3


@contextmanager
def keep_lease(claim: Claim) -> Iterator[None]:
    """While the block lasts, the lease is made longer every twenty seconds; no try is forgiven by that."""
    ended = threading.Event()
    thread = threading.Thread(target=_beat, args=(claim, ended), name="heartbeat", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()


def _beat(claim: Claim, ended: threading.Event) -> None:
    try:
        while not ended.wait(EVERY_S):
            claim.prolong()
    except (DatabaseError, InterfaceError) as problem:
        log.warning("a lease could not be made longer: %s", type(problem).__name__)
    finally:
        connection.close()
