"""Runs threads that refresh the tokens of random connections until they are told to stop, for `bench/refresh_race.py`.

    python bench/refresh_threads.py LOG THREADS

Each thread appends lines `PROCESS THREAD CONNECTION EVENT` to the log before a call to the platform, after its reply,
and after the new tokens were committed, so that whoever kills the process can tell what it interrupted. The process
stops when its standard input ends.
"""

import os
import random
import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

SHARED_S = 0.3
"""Many threads of all processes refresh the same connection for so long, and then the next one."""
SHARED_PART = 0.7
"""A thread takes the connection that the others take, too, in this part of the cases."""
LONGEST_REFRESH = timedelta(seconds=5)
"""A process that refreshes for longer was killed, as good as always."""
WAITING_PART = 0.05
"""A thread waits for the end of a killed process's lease so often, and else takes another connection."""


class RefreshLog:
    """Appends lines to a file, each by one write, so that a kill loses none that was written."""

    def __init__(self, path: str) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        self._current = threading.local()

    def set_connection(self, connection_id: object) -> None:
        """Sets the connection that the next lines of this thread are about."""
        self._current.connection_id, self._current.event = connection_id, ""

    @property
    def event(self) -> str:
        """Returns the event of the last line about this thread's connection, empty without one."""
        return str(self._current.event)

    def add(self, event: str) -> None:
        """Appends a line about this thread's connection."""
        self._current.event = event
        line = f"{os.getpid()} {threading.get_ident()} {self._current.connection_id} {event}\n"
        os.write(self._file, line.encode())


def log_refreshes(log: RefreshLog) -> None:
    """Lets Strava's refreshes add a line before the call and after the reply."""
    from providers.strava.provider import Strava

    original: Callable[..., Any] = Strava.refresh

    def refresh(self: Strava, *args: Any) -> Any:
        log.add("call")
        tokens = original(self, *args)
        log.add("reply")
        return tokens

    Strava.refresh = refresh  # type: ignore[method-assign,assignment]


def refresh_until_stopped(log: RefreshLog, connections: list[tuple[Any, Any]], stop: threading.Event) -> None:
    """Refreshes the tokens of one connection after the other, as after a platform has refused them."""
    from accounts.scope import OwnerId, owner_scope
    from providers.errors import ProviderError
    from providers.models import Connection
    from providers.services.tokens import fresh_tokens, load_tokens

    chooser = random.Random(os.urandom(8))
    while not stop.is_set():
        is_shared = chooser.random() < SHARED_PART
        number = int(time.time() / SHARED_S) if is_shared else chooser.randrange(len(connections))
        owner_id, connection_id = connections[number % len(connections)]
        log.set_connection(connection_id)
        with owner_scope(OwnerId(owner_id)):
            connection = Connection.objects.get(pk=connection_id)
            if _is_orphaned(connection.refresh_lease_until) and chooser.random() > WAITING_PART:
                continue
            try:
                fresh_tokens(connection, rejected=load_tokens(connection))
                log.add("stored" if log.event == "reply" else "waited")
            except ProviderError as error:
                log.add(f"{type(error).__name__}:{error.code}")


def _is_orphaned(lease_until: datetime | None) -> bool:
    """Returns whether the lease is so old that the process that took it was killed."""
    from providers.services.tokens import REFRESH_LEASE

    now = datetime.now(UTC)
    return bool(lease_until and lease_until > now and now - (lease_until - REFRESH_LEASE) > LONGEST_REFRESH)


def main() -> None:
    """Runs the threads until standard input ends; then they finish what they have begun."""
    import django

    django.setup()
    from accounts.scope import crossing
    from providers.models import Connection

    log, stop = RefreshLog(sys.argv[1]), threading.Event()
    log_refreshes(log)
    with crossing():
        connections = list(Connection.across_accounts.order_by("pk").values_list("owner_id", "pk"))
    threads = [
        threading.Thread(target=refresh_until_stopped, args=(log, connections, stop)) for _ in range(int(sys.argv[2]))
    ]
    for thread in threads:
        thread.start()
    sys.stdin.read()
    stop.set()
    for thread in threads:
        thread.join()


if __name__ == "__main__":
    main()
