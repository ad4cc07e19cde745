"""A machine can ask whether a process is up, and whether everything that it needs works."""

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
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from accounts.jobs.models import Worker
from accounts.models import Account
from tests.ports import free_port, silent_port
from tests.site.web_process import run_web_process
from tests.waiting import wait_until
from tests.worker_process import running_worker
from tracekit_site.middleware import HEADERS

NO_DATABASE = "The database does not answer."
OTHER_RELEASE = "The database is not of this release. Run `python manage.py release`."
NO_WORKER = "No worker has received a message for five minutes."
NO_REDIS = "Redis does not answer."
HANG_S = 60
"""A later answer means that something waits without a timeout; a busy machine needs some seconds."""


@pytest.fixture
def healthy_worker(db: None) -> Worker:
    return Worker.objects.create(host="here", pid=1, last_message_at=timezone.now())


@pytest.fixture(params=["refused", "silent"])
def dead_port(request: pytest.FixtureRequest) -> Iterator[int]:
    """Yields a port on which nothing listens, or one that accepts connections and never answers."""
    if request.param == "refused":
        yield free_port()
    else:
        with silent_port() as port:
            yield port


def get_ready(client: Client) -> tuple[int, list[str]]:
    """Returns status and lines of `/health/ready`."""
    response = client.get("/health/ready")
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert response.headers["Cache-Control"] == "no-store"
    return response.status_code, response.content.decode().splitlines()


def cache_settings(port: int) -> dict[str, Any]:
    """Returns the cache settings of a fleet whose Redis has that port."""
    timeouts = {"socket_timeout": 0.5, "socket_connect_timeout": 0.5}
    cache = {"BACKEND": "tracekit_site.cache.SingleAttemptRedisCache", "LOCATION": f"redis://127.0.0.1:{port}/0"}
    return {"default": cache | {"OPTIONS": timeouts}}


def test_a_live_process_says_so_without_a_query(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    response = client.get("/health/live")
    assert (response.status_code, response.content) == (200, b"alive\n")
    assert response.headers["Cache-Control"] == "no-store"
    assert not response.cookies


@pytest.mark.parametrize("address", ["/health/live", "/health/ready"])
def test_health_accepts_get_and_head_only(client: Client, healthy_worker: Worker, address: str) -> None:
    assert client.head(address).status_code == 200
    for method in ("post", "put", "patch", "delete", "options"):
        assert getattr(client, method)(address).status_code == 405


def test_an_install_with_everything_is_ready(client: Client, healthy_worker: Worker) -> None:
    assert get_ready(client) == (200, ["ready"])


@pytest.mark.parametrize(
    "ages", [{"last_message_at": timedelta(minutes=6)}, {"last_message_at": None}, {"seen_at": timedelta(minutes=2)}]
)
def test_an_install_without_a_receiving_worker_is_not_ready(
    client: Client, healthy_worker: Worker, ages: dict[str, Any]
) -> None:
    Worker.objects.update(**{name: age and timezone.now() - age for name, age in ages.items()})
    assert get_ready(client) == (503, [NO_WORKER])


@pytest.mark.django_db(transaction=True)
def test_an_install_with_a_missing_migration_is_not_ready(client: Client) -> None:
    Worker.objects.create(host="here", pid=1, last_message_at=timezone.now())
    recorder = MigrationRecorder(connection)
    ((_, newest),) = MigrationLoader(connection).graph.leaf_nodes("jobs")
    recorder.record_unapplied("jobs", newest)
    try:
        assert get_ready(client) == (503, [OTHER_RELEASE])
    finally:
        recorder.record_applied("jobs", newest)
    assert get_ready(client) == (200, ["ready"])


def test_a_redis_outage_is_reported_without_hanging(
    client: Client, settings: Settings, healthy_worker: Worker, dead_port: int
) -> None:
    settings.REDIS_URL = f"redis://127.0.0.1:{dead_port}/0"
    settings.CACHES = cache_settings(dead_port)
    started_at = time.monotonic()
    assert get_ready(client) == (503, [NO_REDIS])
    assert time.monotonic() - started_at < HANG_S


@pytest.mark.slow
def test_a_process_without_database_and_redis_lives_and_reports_both(tmp_path: Path, dead_port: int) -> None:
    server = f"127.0.0.1:{dead_port}/0"
    urls = {"DATABASE_URL": f"postgres://tracekit@{server}", "REDIS_URL": f"redis://{server}"}
    with run_web_process(tmp_path, **urls) as web:
        started_at = time.monotonic()
        ready = web.request("GET", "/health/ready")
        page = web.request("GET", "/calendar/2026/", Cookie=f"__Host-sessionid={'a' * 32}")
        assert time.monotonic() - started_at < HANG_S
        assert (ready.status, ready.body.splitlines()) == (503, [NO_DATABASE, NO_REDIS])
        assert page.status == 503
        assert HEADERS.items() <= page.headers.items()
        assert web.request("GET", "/health/live").status == 200


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_real_worker_makes_the_install_ready(engine: str, client: Client) -> None:
    assert get_ready(client) == (503, [NO_WORKER])
    with running_worker():
        wait_until(lambda: get_ready(client) == (200, ["ready"]))
    assert get_ready(client) == (503, [NO_WORKER])


def test_health_reveals_nothing_of_the_install(client: Client, alice: Account, healthy_worker: Worker) -> None:
    assert client.get("/health/ready").content == b"ready\n"
    assert client.get("/health/live").content == b"alive\n"
