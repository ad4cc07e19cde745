"""`python -m tracekit` answers with one sentence, and no traceback, to what shells and other programs do to it."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from activities.models import Upload
from providers.sandbox.writers import fit
from tests.waiting import TIMEOUT_S

pytestmark = pytest.mark.slow

FULL_DEVICE = Path("/dev/full")
RECORD = '{"provider": "garmin", "provider_id": "1", "start_time_utc": 0}'


def run_line(line: str, folder: Path) -> tuple[int, str]:
    """Runs a line of shell in which `$TRACEKIT` is the command; returns its status and what it printed as errors."""
    (folder / "ride.fit").write_bytes(fit.fit(fit.file_id(), fit.session()))
    (folder / "ride.jsonl").write_text(RECORD)
    variables = {
        "TRACEKIT": f"{sys.executable} -m tracekit",
        "IN": str(folder),
        "DATA_DIR": str(folder),
        "PATH": "/bin:/usr/bin",
    }
    result = subprocess.run(
        ["/bin/bash", "-o", "pipefail", "-c", line],
        cwd=settings.BASE_DIR,
        env=variables,
        text=True,
        capture_output=True,
        timeout=TIMEOUT_S,
    )
    return result.returncode, result.stderr


@pytest.mark.parametrize("command", ["--help", "inspect $IN/ride.fit", "match --records $IN/ride.jsonl --json"])
def test_a_closed_stream_is_no_error(tmp_path: Path, command: str) -> None:
    assert run_line(f"$TRACEKIT {command} >&- <&-", tmp_path) == (0, "")
    assert run_line(f"$TRACEKIT {command} 2>&- >/dev/null", tmp_path) == (0, "")


@pytest.mark.parametrize("command", ["--help", "inspect $IN/ride.fit", "inspect $IN/ride.jsonl"])
def test_a_command_stops_silently_when_nobody_reads(tmp_path: Path, command: str) -> None:
    assert run_line(f"(sleep 0.2; $TRACEKIT {command}) | true", tmp_path) == (1, "")


@pytest.mark.skipif(not FULL_DEVICE.exists(), reason="this machine has no full device")
@pytest.mark.parametrize("command", ["--help", "inspect $IN/ride.fit", "match --records $IN/ride.jsonl"])
def test_a_full_disk_is_one_sentence(tmp_path: Path, command: str) -> None:
    message = "Stopped: No space left on device. Work done before that is saved.\n"
    assert run_line(f"$TRACEKIT {command} > {FULL_DEVICE}", tmp_path) == (1, message)


def test_an_invalid_database_url_is_one_sentence(tmp_path: Path) -> None:
    status, message = run_line("DATABASE_URL=nothing://x $TRACEKIT activities", tmp_path)
    assert status == 1
    assert message.startswith("The settings are wrong: ")
    assert message.count("\n") == 1


def test_match_does_not_wait_for_the_end_of_endless_records(tmp_path: Path) -> None:
    message = "Line 1 was not read: it is not JSON. Nothing was matched.\n"
    assert run_line("$TRACEKIT match --records /dev/zero", tmp_path) == (1, message)


def test_an_email_that_is_no_valid_text_belongs_to_no_account(alice: object) -> None:
    with pytest.raises(CommandError, match="There is no account with the email address"):
        call_command("activities", "--user", "\udcff@example.org")
    with pytest.raises(CommandError, match="No account that can sign in has this email"):
        call_command("link", "\udcff@example.org")
    assert not Upload.across_accounts.exists()
