"""One command starts everything, keeps it running, and takes all of it down."""

import os
import signal
import time
from pathlib import Path

import pytest
import requests

from tests.commands.running_install import RunningInstall, run_install, start_install
from tests.ports import free_port
from tests.waiting import TIMEOUT_S, wait_until

pytestmark = [pytest.mark.slow, pytest.mark.own_servers]


def gone(pids: set[int]) -> bool:
    def alive(pid: int) -> bool:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return False
        return True

    return not any(map(alive, pids))


def test_it_answers_on_both_names_of_the_machine_and_prints_the_first_link(tmp_path: Path) -> None:
    with run_install(tmp_path) as up:
        assert up.get("/") == 200
        assert up.link.startswith(up.address + "/start/")
        up.address = up.address.replace("localhost", "127.0.0.1")
        assert up.get("/privacy/") == 200
        assert up.said[0] == f"Your data lies in {tmp_path}, and the keys that open it: keep a copy of them apart."
        for key in ("secret-key", "credential-keys"):
            assert (tmp_path / key).stat().st_mode & 0o777 == 0o600


def test_a_second_start_leaves_nothing_behind(tmp_path: Path) -> None:
    with run_install(tmp_path):
        pass
    with run_install(tmp_path) as up:
        children = up.children()
        assert len(children) >= 3
    assert up.process.returncode == 0
    wait_until(lambda: gone(children))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_any_signal_to_the_parent_alone_ends_all(tmp_path: Path, number: signal.Signals) -> None:
    with run_install(tmp_path) as up:
        children = up.children()
        up.process.send_signal(number)
        up.process.wait(TIMEOUT_S)
    wait_until(lambda: gone(children))


def test_a_killed_worker_is_started_again_at_once(tmp_path: Path) -> None:
    with run_install(tmp_path) as up:
        wait_until(lambda: up.worker() is not None)
        first = up.worker()
        assert first is not None
        time.sleep(1)
        os.kill(first, signal.SIGKILL)
        wait_until(lambda: up.worker() not in (None, first))
        assert any("worker ended (signal 9)" in line for line in up.said)


def test_a_second_one_with_the_same_data_says_so(tmp_path: Path) -> None:
    with run_install(tmp_path):
        second = start_install(tmp_path, free_port())
        said, _ = second.communicate(timeout=TIMEOUT_S)
    assert second.returncode == 1
    assert "already running with the data in" in said
    assert "Traceback" not in said


@pytest.mark.parametrize("before", [0, 1])
def test_a_taken_port_says_so_be_it_the_sandbox_s(tmp_path: Path, before: int) -> None:
    with run_install(tmp_path / "a") as up:
        port = int(up.address.rpartition(":")[2])
        second = start_install(tmp_path / "b", port - before)
        said, _ = second.communicate(timeout=TIMEOUT_S)
    assert second.returncode == 1
    assert f"Port {port} cannot be used" in said
    assert "Traceback" not in said


def test_the_sandbox_is_beside_it_and_remembers_its_athletes(tmp_path: Path) -> None:
    with run_install(tmp_path) as up:
        made = requests.post(f"{beside(up)}/athletes", data={"history": "small"}, timeout=TIMEOUT_S)
        athlete = made.url.removeprefix(beside(up))
        assert "12 activities" in made.text
    with run_install(tmp_path) as up:
        assert "12 activities" in requests.get(beside(up) + athlete, timeout=TIMEOUT_S).text


def test_it_can_be_left_out(tmp_path: Path) -> None:
    with run_install(tmp_path, SANDBOX="false") as up:
        with pytest.raises(requests.ConnectionError):
            requests.get(beside(up), timeout=TIMEOUT_S)
        assert "demo athlete" not in requests.get(up.address, timeout=TIMEOUT_S).text


def beside(up: RunningInstall) -> str:
    """Where the sandbox is."""
    host, _, port = up.address.rpartition(":")
    return f"{host}:{int(port) + 1}"
