"""A machine can ask whether a process is up, and whether everything that it needs is there."""

import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.utils import timezone

from accounts.jobs.models import Worker
from accounts.models import Account
from tests.ports import free_port
from tests.site.serving import serving, silent_port
from tests.waiting import wait_until
from tests.worker_process import running_worker
from tracekit_site.middleware import HEADERS

NO_DATABASE = "The database does not answer."
OTHER_RELEASE = "The database is not of this release. Run `python manage.py release`."
NO_WORKER = "No worker has heard its queue for five minutes."
NO_REDIS = "Redis does not answer."
HANGS_S = 60
"""An answer later than this means that something waits without a time-out; a busy machine needs some seconds."""


@pytest.fixture
def heard(db: None) -> Worker:
    """A worker that is well."""
    return Worker.objects.create(host="here", pid=1, last_message_at=timezone.now())


@pytest.fixture(params=["refused", "silent"])
def dead_port(request: pytest.FixtureRequest) -> Iterator[int]:
    """A port that nothing listens on, or one that accepts and never answers."""
    if request.param == "refused":
        yield free_port()
    else:
        with silent_port() as port:
            yield port


def asked(client: Client) -> tuple[int, list[str]]:
    answer = client.get("/health/ready")
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-store"
    return answer.status_code, answer.content.decode().splitlines()


def redis_at(port: int) -> dict[str, Any]:
    timeouts = {"socket_timeout": 0.5, "socket_connect_timeout": 0.5}
    cache = {"BACKEND": "tracekit_site.cache.SingleAttemptRedisCache", "LOCATION": f"redis://127.0.0.1:{port}/0"}
    return {"default": cache | {"OPTIONS": timeouts}}


def test_a_process_that_is_up_says_so_without_asking_anything(client: Client, django_assert_num_queries: Any) -> None:
    answer = client.get("/health/live")
    assert (answer.status_code, answer.content) == (200, b"alive\n")
    assert answer.headers["Cache-Control"] == "no-store"
    assert not answer.cookies


@pytest.mark.parametrize("address", ["/health/live", "/health/ready"])
def test_it_is_asked_by_get_and_head_only(client: Client, heard: Worker, address: str) -> None:
    assert client.head(address).status_code == 200
    for method in ("post", "put", "patch", "delete", "options"):
        assert getattr(client, method)(address).status_code == 405


def test_ready_when_everything_is_there(client: Client, heard: Worker) -> None:
    assert asked(client) == (200, ["ready"])


@pytest.mark.parametrize(
    "unwell", [{"last_message_at": timedelta(minutes=6)}, {"last_message_at": None}, {"seen_at": timedelta(minutes=2)}]
)
def test_not_ready_without_a_worker_that_hears(client: Client, heard: Worker, unwell: dict[str, Any]) -> None:
    Worker.objects.update(**{name: ago and timezone.now() - ago for name, ago in unwell.items()})
    assert asked(client) == (503, [NO_WORKER])


@pytest.mark.django_db(transaction=True)
def test_not_ready_while_a_migration_is_missing(client: Client) -> None:
    Worker.objects.create(host="here", pid=1, last_message_at=timezone.now())
    recorder = MigrationRecorder(connection)
    ((_, newest),) = MigrationLoader(connection).graph.leaf_nodes("jobs")
    recorder.record_unapplied("jobs", newest)
    try:
        assert asked(client) == (503, [OTHER_RELEASE])
    finally:
        recorder.record_applied("jobs", newest)
    assert asked(client) == (200, ["ready"])


def test_a_redis_that_is_away_is_reported_without_hanging(
    client: Client, settings: Any, heard: Worker, dead_port: int
) -> None:
    settings.REDIS_URL = f"redis://127.0.0.1:{dead_port}/0"
    settings.CACHES = redis_at(dead_port)
    began = time.monotonic()
    assert asked(client) == (503, [NO_REDIS])
    assert time.monotonic() - began < HANGS_S


@pytest.mark.slow
def test_a_process_whose_database_and_redis_are_away_lives_and_says_so_soon(tmp_path: Path, dead_port: int) -> None:
    nowhere = f"127.0.0.1:{dead_port}/0"
    with serving(tmp_path, DATABASE_URL=f"postgres://tracekit@{nowhere}", REDIS_URL=f"redis://{nowhere}") as web:
        began = time.monotonic()
        ready = web.ask("GET", "/health/ready")
        page = web.ask("GET", "/calendar/2026/", Cookie=f"__Host-sessionid={'a' * 32}")
        assert time.monotonic() - began < HANGS_S
        assert (ready.status, ready.body.splitlines()) == (503, [NO_DATABASE, NO_REDIS])
        assert page.status == 503
        assert HEADERS.items() <= page.headers.items()
        assert web.ask("GET", "/health/live").status == 200


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_real_worker_makes_it_ready(engine: str, client: Client) -> None:
    assert asked(client) == (503, [NO_WORKER])
    with running_worker():
        wait_until(lambda: asked(client) == (200, ["ready"]))
    assert asked(client) == (503, [NO_WORKER])


def test_nobody_learns_from_it_what_is_inside(client: Client, alice: Account, heard: Worker) -> None:
    said = client.get("/health/ready").content.decode() + client.get("/health/live").content.decode()
    assert said == "ready\nalive\n"
