"""Sends forged and real events to a running web server, and shows what they change, cost and take.

    python -m bench.webhooks [--forged 5000] [--rate 200] [--seconds 20] [--accounts 200]

It runs a sandbox and a web server, as the Procfile does on PostgreSQL (DATABASE_URL names a server and a superuser on
it, and gets a temporary database), or as `bin/up` does on SQLite. Twenty accounts have pulled thirty activities each,
the others only have a connection.

First it sends forged, replayed, reordered and malformed events about the twenty, while this process runs the jobs that
they cause. It fails when a stored activity or a connection has changed, or when the sandbox was called more often than
the cap allows. Then it sends so many real events a second, each at its time whether the last one was answered or not,
and fails when one was not taken or the slowest hundredth took 200 ms or more, from the time at which it was due.
"""

import argparse
import http.client
import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

PULLED_ACCOUNTS, ACTIVITIES = 20, 30
SENDERS = 64
MAX_P99_S = 0.2
SUBSCRIPTION_ID = 120_475
Body = bytes


class Sender:
    """Sends events to the server, over a connection for each thread."""

    def __init__(self, port: int) -> None:
        self.port, self.local = port, threading.local()

    def send(self, body: Body) -> int:
        """Returns the status; 0 when nothing was answered."""
        for _ in range(2):  # a connection that the server has closed meanwhile is opened again
            connection = getattr(self.local, "connection", None) or http.client.HTTPConnection("127.0.0.1", self.port)
            self.local.connection = connection
            try:
                headers = {"Host": "localhost", "Content-Type": "application/json"}
                connection.request("POST", "/webhooks/strava/", body, headers)
                response = connection.getresponse()
                response.read()
                return response.status
            except (OSError, http.client.HTTPException):
                connection.close()
                self.local.connection = None
        return 0


def main() -> None:
    """Runs both parts; ends with status 1 when a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, value in {"forged": 5000, "rate": 200, "seconds": 20, "accounts": 200}.items():
        parser.add_argument(f"--{name}", type=int, default=value)
    options = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        sandbox = stack.enter_context(_sandbox(folder))
        stack.enter_context(_database(folder, sandbox.url))
        athletes = _connect_accounts(sandbox, options.accounts)
        sender = Sender(stack.enter_context(_web_server()))
        results = [
            _run_forged(sandbox, sender, athletes[:PULLED_ACCOUNTS], options.forged),
            _run_real(sender, athletes[PULLED_ACCOUNTS:], options.rate, options.seconds),
        ]
    sys.exit(0 if all(results) else 1)


@contextmanager
def _sandbox(folder: Path) -> Iterator[Any]:
    from providers.sandbox.server import Sandbox

    with Sandbox(folder / "sandbox") as sandbox:
        yield sandbox


@contextmanager
def _database(folder: Path, sandbox_url: str) -> Iterator[None]:
    """Sets Django up with an empty database, here and for the processes that this one starts."""
    os.environ |= {"SANDBOX": "1", "SANDBOX_API_URL": sandbox_url, "SANDBOX_URL": sandbox_url, "LOG_LEVEL": "ERROR"}
    if os.environ.get("DATABASE_URL", "").startswith("postgres"):
        from bench.temporary_databases import temporary_databases

        with temporary_databases("webhooks", 1):
            yield
        return
    os.environ |= {"DATA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "tracekit_site.settings"}
    os.environ.pop("REDIS_URL", None)
    import django

    django.setup()
    from django.core.management import call_command

    call_command("collectstatic", verbosity=0, interactive=False)
    call_command("migrate", verbosity=0)
    yield


def _connect_accounts(sandbox: Any, count: int) -> list[tuple[str, str]]:
    """Connects an athlete to each of so many accounts; returns their codes in the sandbox and their ids."""
    from accounts.jobs.models import Job
    from accounts.models import Account
    from accounts.scope import crossing, owner_scope
    from providers.models import WebhookSubscription
    from tests.providers.factories import connected
    from tests.run_jobs import run_queue

    athletes = []
    for number in range(count):
        account = Account.objects.create(email=f"athlete-{number}@example.org")
        with owner_scope(account):
            athlete = connected(sandbox, "demo", ACTIVITIES if number < PULLED_ACCOUNTS else 1)
            athletes.append((athlete.code, athlete.connection.athlete_id))
        if number == PULLED_ACCOUNTS - 1:
            run_queue(100_000)
    with crossing():
        Job.across_accounts.all().delete()
    names = {"registration_name": "sandbox", "subscription_id": str(SUBSCRIPTION_ID)}
    WebhookSubscription.objects.create(**names, callback_url="http://localhost/webhooks/strava/")
    return athletes


@contextmanager
def _web_server() -> Iterator[int]:
    """Yields the port of a web server, which takes requests."""
    from django.db import connection

    from tests.ports import free_port

    port, workers = free_port(), "1" if connection.vendor == "sqlite" else "2"
    command = [sys.executable, "-m", "gunicorn", "tracekit_site.wsgi", "--log-level", "error", "--no-control-socket"]
    command += ["--config", "python:tracekit_site.web_server.config", "--bind", f"127.0.0.1:{port}"]
    process = subprocess.Popen([*command, "--workers", workers, "--threads", "4"])
    try:
        while not _is_up(port):
            if process.poll() is not None:
                raise SystemExit("The web server does not start.")
            time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait()


def _is_up(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port)
    try:
        connection.request("GET", "/health/live", headers={"Host": "localhost"})
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _event(athlete_id: str, activity_id: int, aspect: str = "create", **values: Any) -> dict[str, Any]:
    event = {"object_type": "activity", "object_id": activity_id, "aspect_type": aspect, "owner_id": int(athlete_id)}
    return event | {"updates": {}, "subscription_id": SUBSCRIPTION_ID, "event_time": int(time.time())} | values


def _forged_bodies(sandbox: Any, athletes: Sequence[tuple[str, str]], count: int) -> list[Body]:
    """Returns so many bodies, the same in each run: invented, repeated, and in no order."""
    randomness = random.Random(1)
    bodies: list[Body] = []
    while len(bodies) < count:
        code, athlete_id = randomness.choice(athletes)
        own_id = randomness.choice(sandbox.database.activities.for_athlete(code)).id
        foreign_id = randomness.choice(sandbox.database.activities.for_athlete(randomness.choice(athletes)[0])).id
        revoked = {"object_type": "athlete", "updates": {"authorized": "false"}}
        true_event = json.dumps(_event(athlete_id, own_id)).encode()
        bodies += [
            true_event,
            json.dumps(_event(athlete_id, randomness.randrange(1, 10**11))).encode(),
            json.dumps(_event(athlete_id, foreign_id, "update")).encode(),
            json.dumps(_event(athlete_id, own_id, "delete")).encode(),
            json.dumps(_event(athlete_id, 1, "update", **revoked)).encode(),
            json.dumps(_event(athlete_id, own_id, "delete", subscription_id=1)).encode(),
            json.dumps(_event(str(randomness.randrange(1, 10**6)), own_id, "delete")).encode(),
            randomness.choice(bodies) if bodies else true_event,
            true_event[: randomness.randrange(len(true_event))],
            randomness.randbytes(randomness.randrange(1000)),
        ]
    randomness.shuffle(bodies)
    return bodies[:count]


def _run_forged(sandbox: Any, sender: Sender, athletes: Sequence[tuple[str, str]], count: int) -> bool:
    """Sends forged events and runs what they cause, ten minutes later, too; returns whether nothing has changed."""
    from tests.run_jobs import run_queue
    from tests.webhooks.events import pass_time

    before, calls = _stored(), _count_calls(sandbox, athletes)
    bodies = _forged_bodies(sandbox, athletes, count)
    statuses: Counter[int] = Counter()
    with ThreadPoolExecutor(8) as pool:
        for number, status in enumerate(pool.map(sender.send, bodies)):
            statuses[status] += 1
            if number % 500 == 0:
                run_queue(100_000)
    run_queue(100_000)
    pass_time(minutes=10)
    change = _difference(before, _stored())
    call_count, cap = _count_calls(sandbox, athletes) - calls, len(athletes) * _calls_allowed()
    print(f"forged: {count} sent, statuses {dict(sorted(statuses.items()))}")
    compared = ", ".join(f"{len(rows)} {name}" for name, rows in before.items())
    print(f"  changed of {compared}: {change or 'nothing'}")
    print(f"  calls of the sandbox: {call_count}, allowed in eleven minutes: {cap}")
    return not change and call_count <= cap and not statuses[0] and not any(status >= 500 for status in statuses)


def _calls_allowed() -> int:
    """Returns how many calls events can cause for one connection in eleven minutes.

    Two fetches fit into them; the limit of deletions that need no answer; one check of the grant.
    """
    from providers.services.fetch_pushed import MAX_BY_ID
    from providers.services.platform_deletions import max_without_answer

    return 2 * (1 + MAX_BY_ID) + max_without_answer(ACTIVITIES) + 1


def _stored() -> dict[str, list[tuple[Any, ...]]]:
    """Returns what no forged event may change: activities but for when they were confirmed, grants and connections."""
    from accounts.scope import crossing
    from activities.models import RECORD_COLUMNS, Activity
    from providers.models import Connection

    with crossing():
        activities = Activity.across_accounts.order_by("pk").values_list("pk", "owner", *RECORD_COLUMNS)
        columns = ("pk", "state", "athlete_id", "tokens_version", "granted_scopes")
        connections = Connection.across_accounts.order_by("pk").values_list(*columns)
        return {"activities": list(activities), "connections": list(connections)}


def _difference(before: dict[str, list[tuple[Any, ...]]], after: dict[str, list[tuple[Any, ...]]]) -> str:
    changed = {name: len(set(rows) ^ set(after[name])) for name, rows in before.items()}
    return ", ".join(f"{count} {name}" for name, count in changed.items() if count)


def _count_calls(sandbox: Any, athletes: Sequence[tuple[str, str]]) -> int:
    from providers.sandbox.platforms import STRAVA

    counts = [sandbox.database.calls.counts(code, STRAVA) for code, _ in athletes]
    return sum(count.reads + count.writes for count in counts)


def _run_real(sender: Sender, athletes: Sequence[tuple[str, str]], rate: int, seconds: int) -> bool:
    """Sends so many events a second, of different activities; returns whether all were taken in time."""
    bodies = [
        json.dumps(_event(athletes[number % len(athletes)][1], 10**10 + number // 3)).encode()
        for number in range(rate * seconds)
    ]
    statuses: Counter[int] = Counter()
    times: list[float] = []
    started = time.monotonic() + 0.5

    def send(number: int) -> None:
        due = started + number / rate
        time.sleep(max(0.0, due - time.monotonic()))
        statuses[sender.send(bodies[number])] += 1
        times.append(time.monotonic() - due)

    with ThreadPoolExecutor(SENDERS) as pool:
        list(pool.map(send, range(len(bodies))))
    times.sort()
    slowest = {name: times[min(len(times) - 1, int(len(times) * share))] for name, share in SHARES.items()}
    figures = ", ".join(f"{name} {value * 1000:.0f} ms" for name, value in slowest.items())
    print(f"real: {len(bodies)} sent at {rate} a second, statuses {dict(sorted(statuses.items()))}: {figures}")
    print(f"  load of the machine in the last minute: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    return set(statuses) == {200} and slowest["p99"] < MAX_P99_S


SHARES = {"p50": 0.5, "p95": 0.95, "p99": 0.99, "max": 1.0}

if __name__ == "__main__":
    main()
