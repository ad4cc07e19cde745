"""`bin/up` says in one sentence what the machine lacks."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from tests.waiting import TIMEOUT_S

pytestmark = [pytest.mark.slow, pytest.mark.own_servers]
REQUIRED_PROGRAMS = ("dirname", "cksum", "cat", "rm", "tail", "sh", "env")


@pytest.fixture
def bare_checkout(tmp_path: Path) -> Path:
    """Returns a checkout with nothing installed; its PATH has only what a shell script needs."""
    shutil.copytree(settings.BASE_DIR / "bin", tmp_path / "bin")
    shutil.copytree(settings.BASE_DIR / "requirements", tmp_path / "requirements")
    (tmp_path / "path").mkdir()
    for name in REQUIRED_PROGRAMS:
        (tmp_path / "path" / name).symlink_to(shutil.which(name) or f"/bin/{name}")
    return tmp_path


def run_up(checkout: Path, **variables: str) -> "subprocess.CompletedProcess[str]":
    """Runs `bin/up` of the checkout to its end."""
    environment = {"PATH": str(checkout / "path"), "HOME": os.environ["HOME"], **variables}
    command = [checkout / "bin" / "up"]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=TIMEOUT_S)


def add_fake_python(checkout: Path, script: str) -> None:
    """Puts a shell script on the PATH as `python3`."""
    program = checkout / "path" / "python3"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)


def test_a_missing_python_is_one_sentence(bare_checkout: Path) -> None:
    result = run_up(bare_checkout)
    assert result.returncode == 1
    assert result.stderr.startswith("tracekit needs Python 3.11 or newer")
    assert result.stderr.count("\n") == 1


def test_an_old_python_is_one_sentence(bare_checkout: Path) -> None:
    add_fake_python(bare_checkout, "exit 1")
    assert run_up(bare_checkout).stderr.startswith("tracekit needs Python 3.11 or newer")


def test_a_32_bit_python_is_one_sentence(bare_checkout: Path) -> None:
    add_fake_python(bare_checkout, 'case "$2" in *maxsize*) exit 1;; *) exit 0;; esac')
    result = run_up(bare_checkout)
    assert result.returncode == 1
    assert result.stderr.startswith("tracekit needs a 64-bit system")
    assert result.stderr.count("\n") == 1


def test_a_missing_venv_module_is_one_sentence(bare_checkout: Path) -> None:
    add_fake_python(bare_checkout, 'case "$2" in *ensurepip*) exit 1;; *) exit 0;; esac')
    result = run_up(bare_checkout)
    assert result.returncode == 1
    assert result.stderr.startswith("Python's venv module is missing. Install python3-venv")


def test_a_missing_network_is_reported_and_the_next_run_starts_over(bare_checkout: Path) -> None:
    (bare_checkout / "path" / "python3").symlink_to(sys._base_executable)  # type: ignore[attr-defined]
    no_network = {"PIP_INDEX_URL": "http://127.0.0.1:9/simple", "PIP_CONFIG_FILE": os.devnull, "PIP_RETRIES": "0"}
    for _ in range(2):
        result = run_up(bare_checkout, PIP_NO_INDEX="0", **no_network)
        assert result.returncode == 1
        assert "Is there a network? Nothing was lost" in result.stderr
        assert "Traceback" not in result.stderr
    assert not (bare_checkout / ".venv" / "base.stamp").exists()
