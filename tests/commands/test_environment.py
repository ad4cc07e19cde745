"""What bin/up and bin/test say when the machine lacks something: one sentence each."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from django.conf import settings

from tests.waiting import TIMEOUT_S

pytestmark = [pytest.mark.slow, pytest.mark.own_servers]
NEEDED = ("dirname", "cksum", "cat", "rm", "tail", "sh", "env")


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A checkout with nothing installed, and a PATH with nothing on it but what a shell script needs."""
    shutil.copytree(settings.BASE_DIR / "bin", tmp_path / "bin")
    shutil.copytree(settings.BASE_DIR / "requirements", tmp_path / "requirements")
    (tmp_path / "path").mkdir()
    for name in NEEDED:
        (tmp_path / "path" / name).symlink_to(shutil.which(name) or f"/bin/{name}")
    return tmp_path


def up(checkout: Path, **more: str) -> "subprocess.CompletedProcess[str]":
    env = {"PATH": str(checkout / "path"), "HOME": os.environ["HOME"], **more}
    return subprocess.run([checkout / "bin" / "up"], env=env, capture_output=True, text=True, timeout=TIMEOUT_S)


def python(checkout: Path, script: str) -> None:
    fake = checkout / "path" / "python3"
    fake.write_text(f"#!/bin/sh\n{script}\n")
    fake.chmod(0o755)


def test_no_python_is_one_sentence(bare: Path) -> None:
    ran = up(bare)
    assert ran.returncode == 1
    assert ran.stderr.startswith("tracekit needs Python 3.11 or newer")
    assert ran.stderr.count("\n") == 1


def test_an_old_python_is_one_sentence(bare: Path) -> None:
    python(bare, "exit 1")
    assert up(bare).stderr.startswith("tracekit needs Python 3.11 or newer")


def test_a_missing_venv_module_is_one_sentence(bare: Path) -> None:
    python(bare, 'case "$2" in *ensurepip*) exit 1;; *) exit 0;; esac')
    ran = up(bare)
    assert ran.returncode == 1
    assert ran.stderr.startswith("Python's venv module is missing. Install python3-venv")


def test_no_network_is_said_and_a_half_made_environment_heals(bare: Path) -> None:
    import sys

    (bare / "path" / "python3").symlink_to(sys._base_executable)
    nowhere = {"PIP_INDEX_URL": "http://127.0.0.1:9/simple", "PIP_CONFIG_FILE": os.devnull, "PIP_RETRIES": "0"}
    for _ in range(2):
        ran = up(bare, PIP_NO_INDEX="0", **nowhere)
        assert ran.returncode == 1
        assert "Is there a network? Nothing was lost" in ran.stderr
        assert "Traceback" not in ran.stderr
    assert not (bare / ".venv" / "base.stamp").exists()
