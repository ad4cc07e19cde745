"""A data folder that cannot be used is one sentence, whatever command meets it."""

import os
from pathlib import Path

import pytest

from accounts.secrets import new_key
from tests.commands.machine import Machine

pytestmark = [pytest.mark.slow, pytest.mark.own_servers]

COMMANDS = {
    "bin/up": ("python", "manage.py", "up"),
    "release": ("python", "manage.py", "release"),
}


@pytest.mark.parametrize("name", COMMANDS)
def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("")
    folder = tmp_path / "file/data"
    result = Machine(folder).run(*COMMANDS[name])
    assert (result.status, result.out) == (1, "")
    assert result.err.startswith(f"The data folder {folder} cannot be used: Not a directory. Nothing was started. ")
    assert f"runs as the user with id {os.geteuid()}" in result.err
    assert result.err.count("\n") == 1


@pytest.mark.parametrize("name", COMMANDS)
def test_a_folder_that_takes_no_file_is_one_sentence(name: str) -> None:
    machine = Machine(Path("/proc"), {"SECRET_KEY": "key " * 10, "CREDENTIAL_KEYS": new_key()})
    result = machine.run(*COMMANDS[name])
    assert (result.status, result.out) == (1, "")
    assert result.err.startswith("The data folder /proc cannot be used: ")
    assert result.err.count("\n") == 1


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("bin/up", "secret-key"),
        ("release", "secret-key"),
        ("bin/up", "up.lock"),
        ("release", "release.lock"),
    ],
)
def test_a_file_that_cannot_be_used_is_one_sentence(tmp_path: Path, name: str, file: str) -> None:
    (tmp_path / file).mkdir()
    result = Machine(tmp_path).run(*COMMANDS[name])
    assert result.status == 1
    assert result.err.startswith(f"The data folder {tmp_path} cannot be used: Is a directory.")
    assert result.err.count("\n") == 1


@pytest.mark.parametrize("command", ["up", "release", "work", "first_link", "migrate"])
def test_a_database_that_cannot_be_opened_is_one_sentence(tmp_path: Path, command: str) -> None:
    (tmp_path / "tracekit.sqlite3").mkdir()
    result = Machine(tmp_path).run("python", "manage.py", command)
    assert result.status == 1
    expected = f"The database file {tmp_path / 'tracekit.sqlite3'} cannot be used: unable to open database file."
    assert result.err.startswith(expected)
    assert result.err.count("\n") == 1
