"""Empties SQLite's write-ahead log, which keeps what was deleted until it is written over."""

import time

from django.db import connection

MAX_TRIES = 5
PAUSE_S = 0.1
NO_WAIT = "PRAGMA busy_timeout = 0"


def truncate_log() -> bool:
    """Writes the log into the database and empties it; returns False when others were reading all the time.

    Each try gives up at once, because a wait would keep everybody from writing. Other databases have no such log.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        return True
    with connection.cursor() as cursor:
        (timeout_ms,) = cursor.execute("PRAGMA busy_timeout").fetchone()
        cursor.execute(NO_WAIT)
        try:
            for _ in range(MAX_TRIES):
                (is_busy, *_) = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
                if not is_busy:
                    return True
                time.sleep(PAUSE_S)
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {int(timeout_ms)}")
    return False
