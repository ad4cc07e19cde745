"""Fails in every view, job and periodic task: `python -m tests.telemetry.leaking_process GUARD`.

GUARD is `ours`, `no-allow-list` (our settings of the SDK, but it sends what it would), or `sdk-defaults`.
"""

import os
import sys
import threading
from dataclasses import replace
from datetime import timedelta
from unittest.mock import patch

import sentry_sdk

from tests.waiting import TIMEOUT_S

GUARD = sys.argv[1]
if GUARD == "sdk-defaults":
    sentry_sdk.init(dsn=os.environ.pop("SENTRY_DSN"))
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.telemetry.leaking_settings"

import django  # noqa: E402

if GUARD == "no-allow-list":
    from sentry_sdk.transport import HttpTransport

    from tracekit_site.telemetry import sentry

    sentry.EventTransport = HttpTransport  # type: ignore[misc, assignment]
    for name in ("build_error_event", "build_transaction"):
        setattr(sentry, name, lambda event, hint: event)
django.setup()
sentry_sdk.get_client().options["shutdown_timeout"] = TIMEOUT_S  # a busy machine loses no event

from django.test import Client  # noqa: E402

from accounts.jobs import kinds  # noqa: E402
from accounts.jobs.kinds import JOB_KINDS, PERIODIC_TASKS, PeriodicTask  # noqa: E402
from accounts.jobs.schedule import Schedule  # noqa: E402
from accounts.jobs.services.enqueue import enqueue  # noqa: E402
from accounts.jobs.services.run import run_next  # noqa: E402
from accounts.models import Account  # noqa: E402
from accounts.scope import owner_scope  # noqa: E402
from tests.house.addresses import addresses, path_values  # noqa: E402
from tests.telemetry.leaks import leak, leak_in_step, sentinel  # noqa: E402


def fail_in_views() -> None:
    """Requests every address with a sentinel in all that a client sends."""
    client = Client(raise_request_exception=False, headers={"x-header": sentinel("header")})
    client.cookies["cookie"] = sentinel("cookie")
    values = path_values("5f0c2f4e-3c8f-4d62-8f6e-0a4c3f0e9d11") | {"token": sentinel("path")}
    for address in addresses():
        response = client.generic("GET", f"{address.path(**values)}?{sentinel('query')}", sentinel("body"))
        assert response.status_code == 500, (address.pattern, response.status_code)
        sentry_sdk.flush()


def fail_in_jobs() -> None:
    """Runs a job of every kind."""
    account = Account.objects.create_user("sentinel-user-of-alice@example.org")
    for name, kind in JOB_KINDS.items():
        JOB_KINDS[name] = replace(kind, run=leak_in_step)
        with owner_scope(account):
            enqueue(name)
        assert run_next(kinds=[name])
        sentry_sdk.flush()


def fail_in_periodic_tasks() -> None:
    """Runs every periodic task."""

    def named(name: str) -> PeriodicTask:
        def run() -> None:
            leak()

        run.__name__ = name
        return PeriodicTask(timedelta(days=1), run)

    with patch.object(kinds, "PERIODIC_TASKS", [named(task.name) for task in PERIODIC_TASKS]) as tasks:
        PERIODIC_TASKS[:] = tasks
        Schedule().run_due_tasks()


if __name__ == "__main__":
    fail_in_views()
    fail_in_jobs()
    fail_in_periodic_tasks()
    thread = threading.Thread(target=leak)
    thread.start()
    thread.join()
    leak()
