"""The Procfile's lines as they stand, on a database and a Redis of their own: they start, they serve, they stop."""

import shutil
import signal
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import psycopg
import pytest

from bench.fleet.temporary_cluster import Cluster
from tests.commands.machine import Machine, connect_as_superuser, wait_for_result
from tests.house.compose import ROOT, compose, let_in
from tests.ports import free_port
from tests.waiting import TIMEOUT_S, wait_until

pytestmark = [pytest.mark.slow, pytest.mark.own_servers]

COMPOSE = compose()
GRACE_S = int(COMPOSE["x-app"]["stop_grace_period"].removesuffix("s"))
FLEET = ("web", "worker", "worker", "beat")


@pytest.fixture
def composed(cluster: Cluster) -> Iterator[str]:
    """A database as the compose file makes it: its role, its way in."""
    with connect_as_superuser(cluster) as superuser:
        superuser.execute("DROP DATABASE tracekit WITH (FORCE)")
        superuser.execute("DROP ROLE tracekit")
        for statement in COMPOSE["configs"]["role"]["content"].splitlines():
            superuser.execute(statement)
    way_in = cluster.folder / "data/pg_hba.conf"
    before = way_in.read_text()
    way_in.write_text(COMPOSE["configs"]["hba"]["content"])
    cluster.restart("fast")
    yield cluster.url
    way_in.write_text(before)
    cluster.restart("fast")


@pytest.fixture
def machine(tmp_path: Path, composed: str, redis_url: str) -> Machine:
    """A machine with the settings that compose gives, and the addresses of these tests."""
    return Machine(
        tmp_path / "data",
        {"DATABASE_URL": composed, "REDIS_URL": redis_url, "HOST": "127.0.0.1", "PORT": str(free_port())},
    )


@pytest.fixture
def run(tmp_path: Path) -> str:
    """`bin/run` beside nothing but what goes into the image."""
    for name in let_in():
        target = tmp_path / "image" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy2(ROOT / name, target)
    return str(tmp_path / "image/bin/run")


def status(machine: Machine, path: str) -> int:
    """What a page answers a moment from now, or 0 while nobody does."""
    time.sleep(0.2)
    try:
        with urllib.request.urlopen(f"http://localhost:{machine.given['PORT']}{path}", timeout=TIMEOUT_S) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as answer:
        return answer.code
    except OSError:
        return 0


def is_healthy(machine: Machine, service: str) -> bool:
    """What the compose file's own check says."""
    return machine.run(*COMPOSE["services"][service]["healthcheck"]["test"][1:]).status == 0


def test_release_then_web_workers_and_beat_serve_until_they_are_told_to_stop(machine: Machine, run: str) -> None:
    early = machine.run(run, "web")
    assert (early.status, early.out) == (1, "")
    assert early.err == "The database is not made ready for this release. Run `python manage.py release` once.\n"
    assert machine.run(run, "release").status == 0
    with ExitStack() as stack:
        fleet = [stack.enter_context(machine.started(run, name)) for name in FLEET]
        wait_until(lambda: status(machine, "/") == 200)
        wait_until(lambda: status(machine, "/health/ready") == 200)
        wait_until(lambda: "workers: 2 alive" in machine.doctor().out)
        assert machine.doctor().status == 0
        assert is_healthy(machine, "web")
        assert is_healthy(machine, "worker")
        assert [one.poll() for one in fleet] == [None] * len(FLEET)
        for one in fleet:
            one.send_signal(signal.SIGTERM)
        for name, one in zip(FLEET, fleet, strict=True):
            stopped = wait_for_result(one, GRACE_S)
            assert (stopped.status, "Traceback" in stopped.err) == (0, False), name
    assert not is_healthy(machine, "web")
    assert not is_healthy(machine, "worker")


def test_a_name_that_the_procfile_does_not_have_is_one_sentence(tmp_path: Path) -> None:
    said = Machine(tmp_path).run("bin/run", "wrker")
    assert said == (2, "", "The Procfile has no line 'wrker'. It has: release web worker beat \n")


def test_the_superuser_of_the_composed_database_does_not_come_in_over_the_network(
    cluster: Cluster,
    composed: str,
) -> None:
    with psycopg.connect(composed) as us:
        asked = us.execute("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user").fetchone()
        assert asked == (False, False)
    for address in (f"postgres@127.0.0.1:{cluster.port}/postgres", f"tracekit@127.0.0.1:{cluster.port}/postgres"):
        with pytest.raises(psycopg.OperationalError, match=r"no pg_hba\.conf entry"):
            psycopg.connect(f"postgres://{address}")
