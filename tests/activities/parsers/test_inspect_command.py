import json
import subprocess
import sys

import pytest
from django.core.management import CommandError, call_command

from activities.parsers.process import PROJECT_ROOT
from providers.sandbox.writers import fit

RIDE = fit.fit(fit.file_id(), fit.session())


@pytest.fixture
def folder(tmp_path):
    """Returns a folder of two rides, one of them in a subfolder."""
    (tmp_path / "subfolder").mkdir()
    (tmp_path / "a.fit").write_bytes(RIDE)
    (tmp_path / "subfolder" / "b.fit").write_bytes(RIDE)
    return tmp_path


def test_every_file_below_a_folder_is_a_line(folder, capsys):
    call_command("inspect", str(folder), "--json")
    out, err = capsys.readouterr()

    assert [json.loads(line)["file"] for line in out.splitlines()] == [
        str(folder / "a.fit"),
        str(folder / "subfolder" / "b.fit"),
    ]
    assert err == ""


def test_the_status_says_whether_every_file_was_read(folder, capsys):
    (folder / "c.txt").write_text("not an activity")

    with pytest.raises(SystemExit) as ended:
        call_command("inspect", str(folder), "--json")

    assert ended.value.code == 1
    assert len(capsys.readouterr().out.splitlines()) == 3


def test_without_json_the_output_is_made_for_reading(folder, capsys):
    call_command("inspect", str(folder / "a.fit"))

    assert capsys.readouterr().out.splitlines()[1] == "  2026-05-03 06:30:00Z  ride  60 min  25.0 km  Garmin Edge 530"


def test_the_command_stops_silently_when_nobody_reads_on(folder):
    command = [sys.executable, "-m", "tracekit", "inspect", *[str(folder / "a.fit")] * 300]
    with subprocess.Popen(command, cwd=PROJECT_ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        errors = process.stderr.read()

    assert errors == b""


def test_a_folder_without_files_is_an_error(tmp_path):
    with pytest.raises(CommandError, match=r"^No files found. Nothing was read.$"):
        call_command("inspect", str(tmp_path))
