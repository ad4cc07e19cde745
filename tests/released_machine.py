"""Provides data folders of an install after its release, since the first release of an empty database takes long."""

import fcntl
import os
from pathlib import Path

import pytest

from tests.commands.machine import Machine


@pytest.fixture(scope="session")
def released_machine(tmp_path_factory: pytest.TempPathFactory) -> Machine:
    """Returns a machine on SQLite after its release, to copy; all processes of a test run share it."""
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    machine, is_released = Machine(folder / "released"), folder / "is-released"
    with (folder / "release.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not is_released.exists():
            result = machine.release()
            assert result.status == 0, result.err
            is_released.touch()
    return machine


@pytest.fixture
def single_machine(released_machine: Machine, tmp_path: Path) -> Machine:
    """Returns a machine on SQLite after its release."""
    return released_machine.with_data_copied_to(tmp_path / "data")


@pytest.fixture
def released_data(single_machine: Machine) -> Path:
    """Returns the data folder of an install after its release."""
    return single_machine.data
