"""Counts the grants that are lost when many threads refresh tokens and their processes are killed.

    python bench/refresh_race.py [--refreshes 2000] [--kills 50] [--processes 4] [--threads 4] [--connections 200]

The sandbox takes a refresh token once, and its second use revokes the grant. The threads refresh the same connections
at the same time, and a process is killed at random moments. A grant may be lost only when its process was killed after
the platform has replaced the refresh token and before the new one was committed: no client can close that window.
The bench prints the counts, and ends with status 1 when another grant was lost, or stored tokens are gone.
DATABASE_URL names another database than a fresh SQLite file; its accounts are left in it.
"""

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from providers.sandbox.server import Sandbox

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

KILL_INTERVAL_S = (0.5, 4.0)
"""A process that has begun to refresh is killed at random intervals between these."""
POLL_INTERVAL_S = 0.1


@dataclass
class RefreshLines:
    """Holds what the processes have logged: the count of each event, and what each thread was last about to do."""

    counts: Counter[str] = field(default_factory=Counter)
    last_events: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path) -> "RefreshLines":
        """Reads the log; a line that is being written is left out."""
        lines = cls()
        text = path.read_text() if path.exists() else ""
        for line in text.rpartition("\n")[0].splitlines():
            process, thread, connection_id, event = line.split(" ")
            lines.counts[event] += 1
            lines.last_events[process, thread] = (connection_id, event)
        return lines

    def interrupted(self, processes: set[str]) -> set[str]:
        """Returns the connections that threads of these processes were refreshing when they were killed."""
        return {
            connection_id
            for (process, _), (connection_id, event) in self.last_events.items()
            if process in processes and event in ("call", "reply")
        }


class RefreshProcesses:
    """Keeps so many processes running, and kills one of them from time to time."""

    def __init__(self, log: Path, processes: int, threads: int) -> None:
        self._command = [sys.executable, str(ROOT / "bench" / "refresh_threads.py"), str(log), str(threads)]
        self._running = [self._start() for _ in range(processes)]
        self.killed: set[str] = set()

    def _start(self) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(self._command, stdin=subprocess.PIPE)

    def kill_one(self, started: set[str]) -> None:
        """Kills a random process of those that have started to refresh, and starts another one."""
        candidates = [process for process in self._running if str(process.pid) in started]
        if candidates:
            victim = random.choice(candidates)
            victim.send_signal(signal.SIGKILL)
            victim.wait()
            self.killed.add(str(victim.pid))
            self._running[self._running.index(victim)] = self._start()

    def stop(self) -> None:
        """Lets the processes finish what they have begun, and waits for that."""
        for process in self._running:
            process.communicate()


@dataclass
class LostGrants:
    """Counts what the end shows: lost grants, those of them that no kill explains, and tokens that are gone."""

    replaced: int = 0
    lost: int = 0
    unexplained: int = 0
    deleted: int = 0

    @property
    def is_good(self) -> bool:
        """Returns whether only the window has lost grants, and no stored tokens are gone."""
        return not (self.unexplained or self.deleted)


def create_connections(sandbox: "Sandbox", count: int) -> None:
    """Creates accounts, each connected with an athlete of its own; their pulls stay in the queue."""
    from accounts.models import Account
    from accounts.scope import owner_scope
    from providers.credentials import AuthorizationResponse
    from providers.registrations import sandbox_registration
    from providers.registry import PLATFORMS
    from providers.services.connect import connect

    platform = PLATFORMS["strava"]
    registration = sandbox_registration(platform)
    assert registration is not None
    for number in range(count):
        account = Account.objects.create_user(f"refresh-{os.getpid()}-{number}@example.org")
        code = sandbox.database.athletes.create("none")
        answer = sandbox.database.grants.create_code(code, frozenset(platform.requested_scopes))
        with owner_scope(account):
            connect(
                platform,
                registration,
                platform.exchange_code(registration, AuthorizationResponse(answer, frozenset(), "", "")),
            )


def race(log: Path, options: argparse.Namespace) -> RefreshProcesses:
    """Lets the processes refresh and kills them, until enough tokens were replaced and enough of them were killed."""
    processes = RefreshProcesses(log, options.processes, options.threads)
    kill_at = time.monotonic()
    try:
        lines = RefreshLines.read(log)
        while lines.counts["stored"] < options.refreshes or len(processes.killed) < options.kills:
            if lines.counts["stored"] and time.monotonic() >= kill_at:
                processes.kill_one({process for process, _ in lines.last_events})
                kill_at = time.monotonic() + random.uniform(*KILL_INTERVAL_S)
            time.sleep(POLL_INTERVAL_S)
            lines = RefreshLines.read(log)
    finally:
        processes.stop()
    return processes


def count_lost_grants(sandbox: "Sandbox", interrupted: set[str]) -> LostGrants:
    """Refreshes every connection once more, after the leases of killed processes, and counts what does not work."""
    from accounts.scope import OwnerId, crossing, owner_scope
    from providers.errors import ReconnectNeeded
    from providers.models import Connection
    from providers.services.tokens import fresh_tokens, load_tokens

    result = LostGrants()
    with crossing():
        rows: list[Any] = list(Connection.across_accounts.order_by("pk").values_list("owner_id", "pk"))
        Connection.across_accounts.update(refresh_lease_until=None)
    for owner_id, connection_id in rows:
        with owner_scope(OwnerId(owner_id)):
            connection = Connection.objects.get(pk=connection_id)
            try:
                tokens = load_tokens(connection)
            except ReconnectNeeded:
                result.deleted += 1
                continue
            grant = sandbox.database.grants.find_by_token(tokens.refresh, "refresh")
            result.replaced += not (grant and grant.is_alive)
            try:
                fresh_tokens(connection, rejected=tokens)
            except ReconnectNeeded:
                result.lost += 1
                result.unexplained += str(connection_id) not in interrupted
    return result


def main() -> int:
    """Runs the race; returns 1 when a grant was lost outside the window, or stored tokens are gone."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, count in (
        *(("refreshes", 2000), ("kills", 50)),
        *(("processes", 4), ("threads", 4), ("connections", 200)),
    ):
        parser.add_argument(f"--{name}", type=int, default=count)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="tracekit-bench-") as folder:
        os.environ.setdefault("DATA_DIR", folder)
        os.environ |= {"DJANGO_SETTINGS_MODULE": "tracekit_site.settings", "LOG_LEVEL": "ERROR", "SANDBOX": "true"}
        from accounts.secrets import new_key
        from providers.sandbox.server import Sandbox

        os.environ.setdefault("CREDENTIAL_KEYS", new_key())  # all processes need the same
        with Sandbox(Path(folder) / "sandbox", single_use_refresh=True) as sandbox:
            os.environ |= {"SANDBOX_URL": sandbox.url, "SANDBOX_API_URL": sandbox.url}
            return _run(sandbox, Path(folder) / "refreshes.log", options)


def _run(sandbox: "Sandbox", log: Path, options: argparse.Namespace) -> int:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    create_connections(sandbox, options.connections)
    started_at = time.monotonic()
    processes = race(log, options)
    seconds = time.monotonic() - started_at
    lines = RefreshLines.read(log)
    result = count_lost_grants(sandbox, lines.interrupted(processes.killed))
    others = {event: count for event, count in lines.counts.items() if event not in ("call", "reply", "stored")}
    print(f"{connection.display_name}: {options.processes} processes with {options.threads} threads, {seconds:,.0f} s")
    print(f"  refreshes that were committed   {lines.counts['stored']:>6,} of {lines.counts['call']:,} calls")
    print(f"  other outcomes                  {others}")
    print(f"  processes killed                {len(processes.killed):>6,}")
    print(f"  of them while they refreshed    {len(lines.interrupted(processes.killed)):>6,} connections")
    print(f"  replaced there, not stored here {result.replaced:>6,}")
    print(f"  grants lost                     {result.lost:>6,}")
    print(f"  lost outside the window         {result.unexplained:>6,}")
    print(f"  stored tokens gone              {result.deleted:>6,}")
    return int(not result.is_good)


if __name__ == "__main__":
    sys.exit(main())
