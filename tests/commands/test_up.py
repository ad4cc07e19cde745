"""`bin/up` starts everything, keeps it running, and stops all of it."""

import os
import signal
from pathlib import Path

import pytest
import requests

from tests.commands.machine import wait_for_result
from tests.commands.running_install import run_install, start_install
from tests.ports import free_port
from tests.waiting import TIMEOUT_S, wait_until

pytestmark = [pytest.mark.slow, pytest.mark.own_servers]


MIGRATED_BYTES = 50_000
"""The write-ahead log is longer than this once the install migrates its database."""


def is_alive(pid: int) -> bool:
    """Returns whether a process with that id exists."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def wait_until_dead(pids: set[int]) -> None:
    """Waits until none of the processes exists."""
    wait_until(lambda: not any(map(is_alive, pids)))


def test_up_answers_on_both_names_of_the_machine_and_prints_the_first_link(tmp_path: Path) -> None:
    with run_install(tmp_path) as install:
        assert install.get_status("/") == 200
        assert install.link.startswith(install.address + "/start/")
        install.address = install.address.replace("localhost", "127.0.0.1")
        assert install.get_status("/privacy/") == 200
        message = f"Your data and its keys are in {tmp_path}. Keep a copy of the keys somewhere else."
        assert install.output[0] == message
        for key in ("secret-key", "credential-keys"):
            assert (tmp_path / key).stat().st_mode & 0o777 == 0o600


def test_up_asks_its_own_web_process_under_no_name_that_is_refused(released_data: Path) -> None:
    with run_install(released_data, ALLOWED_HOSTS="nas.example") as install:
        assert install.output[-1] == "Ctrl-C stops it."
    assert not any("ALLOWED_HOSTS" in line for line in install.output), install.output


def test_a_second_start_leaves_no_process_behind(released_data: Path) -> None:
    with run_install(released_data) as install:
        pids = install.descendants()
        assert len(pids) >= 3
    assert install.process.returncode == 0
    wait_until_dead(pids)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_any_stop_signal_to_the_parent_alone_ends_all_processes(released_data: Path, number: signal.Signals) -> None:
    with run_install(released_data) as install:
        pids = install.descendants()
        install.process.send_signal(number)
        install.process.wait(TIMEOUT_S)
    wait_until_dead(pids)


def test_a_stop_signal_during_the_preparation_ends_it_without_starting_anything(tmp_path: Path) -> None:
    log = tmp_path / "tracekit.sqlite3-wal"
    with start_install(tmp_path, free_port()) as process:
        wait_until(lambda: log.exists() and log.stat().st_size > MIGRATED_BYTES)
        process.send_signal(signal.SIGTERM)
        result = wait_for_result(process)
    assert result.status == 0, result.out
    assert "tracekit is running" not in result.out


def test_a_killed_worker_is_restarted(released_data: Path) -> None:
    with run_install(released_data) as install:
        wait_until(lambda: install.worker_pid() is not None)
        first = install.worker_pid()
        assert first is not None
        os.kill(first, signal.SIGKILL)
        wait_until(lambda: install.worker_pid() not in (None, first))
        wait_until(lambda: any("worker ended (signal 9)" in line for line in install.output))


def test_a_second_up_with_the_same_data_is_refused(released_data: Path) -> None:
    with run_install(released_data), start_install(released_data, free_port()) as second:
        result = wait_for_result(second)
    assert result.status == 1
    assert "already running with the data in" in result.out
    assert "Traceback" not in result.out


@pytest.mark.parametrize("offset", [0, 1], ids=["web", "sandbox"])
def test_a_taken_port_is_one_sentence(released_data: Path, tmp_path: Path, offset: int) -> None:
    with run_install(released_data) as install:
        port = int(install.address.rpartition(":")[2])
        with start_install(tmp_path / "other", port - offset) as second:
            result = wait_for_result(second)
    assert result.status == 1
    assert f"Port {port} cannot be used" in result.out
    assert "Traceback" not in result.out


def test_the_sandbox_runs_beside_the_install_and_remembers_its_athletes(released_data: Path) -> None:
    with run_install(released_data) as install:
        response = requests.post(f"{install.sandbox_address}/athletes", data={"history": "small"}, timeout=TIMEOUT_S)
        path = response.url.removeprefix(install.sandbox_address)
        assert "12 activities" in response.text
    with run_install(released_data) as install:
        assert "12 activities" in requests.get(install.sandbox_address + path, timeout=TIMEOUT_S).text


def test_the_sandbox_can_be_switched_off(released_data: Path) -> None:
    with run_install(released_data, SANDBOX="false") as install:
        with pytest.raises(requests.ConnectionError):
            requests.get(install.sandbox_address, timeout=TIMEOUT_S)
        assert "demo athlete" not in requests.get(install.address, timeout=TIMEOUT_S).text
