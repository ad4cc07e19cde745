"""The command `python -m tracekit match` matches a file or an account."""

import io
import json
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from matching.models import Workout
from tests.matching.tables import create_activity

LINES = "\n".join(
    json.dumps({"provider": provider, "provider_id": "1", "start_time_utc": 0, "duration_s": 3600, "future": [1]})
    for provider in ("garmin", "strava")
)


def run_match(*arguments: str) -> str:
    out = io.StringIO()
    call_command("match", *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def records_file(tmp_path):
    (tmp_path / "a.jsonl").write_text(LINES)
    return str(tmp_path / "a.jsonl")


def test_each_activity_of_the_file_is_one_line(records_file):
    assert [json.loads(line)["cluster"] for line in run_match("--records", records_file, "--json").splitlines()] == [
        "garmin:1"
    ] * 2


def test_without_json_it_is_a_sentence(records_file):
    assert run_match("--records", records_file) == "Activities: 2. Workouts: 1. Questions: 0.\n"


def test_a_file_that_is_not_there_is_one_sentence():
    with pytest.raises(CommandError, match=r"^nowhere was not read: No such file or directory. Nothing was matched.$"):
        run_match("--records", "nowhere")


@pytest.mark.slow
def test_standard_input_needs_neither_database_nor_key():
    nothing = {"PATH": "/nowhere", "DATABASE_URL": "postgres://nobody@127.0.0.1:1/nothing"}
    command = [sys.executable, "-m", "tracekit", "match", "--records", "-", "--json"]
    done = subprocess.run(command, cwd=settings.BASE_DIR, env=nothing, input=LINES, text=True, capture_output=True)
    assert (done.returncode, done.stderr, len(done.stdout.splitlines())) == (0, "", 2)


@pytest.mark.slow
def test_a_bad_line_ends_with_status_1_and_one_sentence():
    command = [sys.executable, "-m", "tracekit", "match", "--records", "-", "--json"]
    done = subprocess.run(command, cwd=settings.BASE_DIR, input=LINES + "\n{", text=True, capture_output=True)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "Line 3 was not read: it is not JSON. Nothing was matched.\n"


def test_the_only_account_is_matched_anew(as_alice):
    create_activity("garmin"), create_activity("strava")
    assert run_match() == "Activities: 2. Workouts: 1. Questions: 0.\n"
    assert Workout.objects.count() == 1
