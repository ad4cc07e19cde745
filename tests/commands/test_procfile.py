"""Each line of the Procfile starts, serves and stops, on a database and a Redis of its own."""

import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import psycopg
import pytest

from bench.fleet.temporary_cluster import Cluster, temporary_cluster
from providers.sandbox.writers import fit
from tests.commands.conftest import skip_without_server
from tests.commands.machine import Machine, connect_as_superuser, wait_for_result
from tests.commands.running_install import RunningInstall
from tests.house.deployment_files import ROOT, fill_in, image_contents, read_compose, read_mounted_file
from tests.journey.form_client import FormClient
from tests.ports import free_port
from tests.waiting import TIMEOUT_S, wait_until

pytestmark = [pytest.mark.slow, pytest.mark.own_servers]

COMPOSE = read_compose()
PASSWORD = "generated"
PROCESSES = ("web", "worker", "worker", "beat")


@pytest.fixture(scope="module")
def composed_cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """Yields a PostgreSQL as the compose file makes it: its role, its database and its access rules."""
    with skip_without_server(), temporary_cluster() as cluster:
        with connect_as_superuser(cluster) as superuser:
            superuser.execute("DROP DATABASE tracekit")
            superuser.execute("DROP ROLE tracekit, tracekit_app")
        for name in ("db", "redis", "127.0.0.1"):
            (tmp_path_factory.getbasetemp() / name).write_text(PASSWORD)
        subprocess.run(
            ["psql", "-q", f"postgres://postgres@127.0.0.1:{cluster.port}/postgres", "-v", "ON_ERROR_STOP=1"],
            input=read_mounted_file("db", "/docker-entrypoint-initdb.d/role.sql"),
            env={"PATH": os.environ["PATH"], "PASSWORDS_DIR": str(tmp_path_factory.getbasetemp())},
            text=True,
            check=True,
        )
        (cluster.folder / "data/pg_hba.conf").write_text(read_mounted_file("db", "/etc/postgresql/pg_hba.conf"))
        cluster.restart("fast")
        yield cluster


@pytest.fixture
def machine(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, composed_cluster: Cluster, redis_url: str
) -> Machine:
    """Returns a machine with the settings that compose gives, and the addresses of these tests."""
    own = {
        "PASSWORDS_DIR": str(tmp_path_factory.getbasetemp()),
        "DATABASE_URL": composed_cluster.url,
        "REDIS_URL": redis_url,
        "HOST": "127.0.0.1",
        "PORT": str(free_port()),
    }
    return Machine(tmp_path / "data", composed_environment() | own)


def composed_environment() -> dict[str, str]:
    """Returns the environment that the compose file gives a process on its first start, without a `.env`."""
    return {name: fill_in(value, {}) for name, value in COMPOSE["services"]["web"]["environment"].items()}


@pytest.fixture
def run_script(tmp_path: Path) -> str:
    """Returns the path of `bin/run` in a copy of what goes into the image."""
    for name in image_contents():
        target = tmp_path / "image" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy2(ROOT / name, target)
    return str(tmp_path / "image/bin/run")


def address_of(machine: Machine) -> str:
    """Returns the address of its web process."""
    return f"http://localhost:{machine.variables['PORT']}"


def check_upload(install: RunningInstall) -> None:
    """Checks that the first account's file is read by a worker, and shown on the pages of the web process."""
    with closing(FormClient(install)) as client:
        client.upload(("ride.fit", fit.hour_ride(fit.START)))
        wait_until(lambda: "1 workout in May 2026" in client.text())
        client.post("/settings/profile/zone/", time_zone="UTC")
        calendar = client.get("/calendar/2026/")
        assert (calendar.status_code, "ETag" in calendar.headers) == (200, True)


def get_status(machine: Machine, path: str) -> int:
    """Returns the status of a page after a moment; 0 while nothing answers."""
    time.sleep(0.2)
    try:
        with urllib.request.urlopen(address_of(machine) + path, timeout=TIMEOUT_S) as response:
            return int(response.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


def is_healthy(machine: Machine, service: str) -> bool:
    """Returns the result of the compose file's own health check."""
    return machine.run(*COMPOSE["services"][service]["healthcheck"]["test"][1:]).status == 0


def test_release_web_workers_and_beat_run_until_a_stop_signal(machine: Machine, run_script: str) -> None:
    early = machine.run(run_script, "web")
    assert (early.status, early.out) == (1, "")
    assert early.err == "The database is not made ready for this release. Run `python manage.py release` once.\n"
    release = machine.run(run_script, "release")
    assert release.status == 0
    with ExitStack() as stack:
        processes = [stack.enter_context(machine.running(run_script, name)) for name in PROCESSES]
        wait_until(lambda: get_status(machine, "/") == 200)
        wait_until(lambda: get_status(machine, "/health/ready") == 200)
        wait_until(lambda: "workers: 2 alive" in machine.doctor().out)
        assert machine.doctor().status == 0
        assert is_healthy(machine, "web")
        assert is_healthy(machine, "worker")
        check_upload(RunningInstall(processes[0], address_of(machine), machine.data, release.out.splitlines()))
        assert [process.poll() for process in processes] == [None] * len(PROCESSES)
        for process in processes:
            process.send_signal(signal.SIGTERM)
        for name, process in zip(PROCESSES, processes, strict=True):
            result = wait_for_result(process)
            assert (result.status, "Traceback" in result.err) == (0, False), name
    assert not is_healthy(machine, "web")
    assert not is_healthy(machine, "worker")


def test_empty_settings_of_the_web_server_mean_their_defaults(single_machine: Machine) -> None:
    machine = single_machine.with_variables(HOST="", WEB_CONCURRENCY="", PORT=str(free_port()))
    with machine.running("bin/run", "web", stderr=subprocess.DEVNULL) as process:
        wait_until(lambda: get_status(machine, "/health/live") == 200 or process.poll() is not None)
        assert process.poll() is None


def test_it_listens_where_the_settings_file_says(single_machine: Machine, run_script: str) -> None:
    port = free_port()
    Path(run_script).parents[1].joinpath(".env").write_text(f"HOST='127.0.0.1'\nPORT='{port}'\n")
    with single_machine.running(run_script, "web", stderr=subprocess.DEVNULL) as process:
        wait_until(lambda: is_reachable("127.0.0.1", port) or process.poll() is not None)
        assert process.poll() is None
        assert not is_reachable("127.0.0.2", port)
    with single_machine.with_variables(HOST="0.0.0.0", PORT=str(port)).running(run_script, "web") as process:
        wait_until(lambda: is_reachable("127.0.0.2", port) or process.poll() is not None)
        assert process.poll() is None


def is_reachable(address: str, port: int) -> bool:
    """Returns whether something listens there."""
    try:
        socket.create_connection((address, port), TIMEOUT_S).close()
    except OSError:
        return False
    return True


def test_a_name_that_the_procfile_lacks_is_one_sentence(tmp_path: Path) -> None:
    result = Machine(tmp_path).run("bin/run", "wrker")
    assert result == (2, "", "The Procfile has no line 'wrker'. It has: release web worker beat \n")


def test_the_superuser_of_the_composed_database_is_refused_over_the_network(
    composed_cluster: Cluster,
) -> None:
    with psycopg.connect(composed_cluster.url, password=PASSWORD) as connection:
        role = connection.execute("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user").fetchone()
        assert role == (False, False)
    for address in (
        f"postgres@127.0.0.1:{composed_cluster.port}/postgres",
        f"tracekit@127.0.0.1:{composed_cluster.port}/postgres",
    ):
        with pytest.raises(psycopg.OperationalError, match=r"no pg_hba\.conf entry"):
            psycopg.connect(f"postgres://{address}")
