"""`python -m tracekit` with what shells and other programs do to a command: one sentence, and no traceback."""

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

FULL = Path("/dev/full")
RIDE = '{"provider": "garmin", "provider_id": "1", "start_time_utc": 0}'


def shell(line: str, folder: Path) -> tuple[int, str]:
    """The status and the complaints of a line in which `$TRACEKIT` is the command."""
    (folder / "ride.fit").write_bytes(fit.fit(fit.file_id(), fit.session()))
    (folder / "ride.jsonl").write_text(RIDE)
    values = {
        "TRACEKIT": f"{sys.executable} -m tracekit",
        "IN": str(folder),
        "DATA_DIR": str(folder),
        "PATH": "/bin:/usr/bin",
    }
    done = subprocess.run(
        ["/bin/bash", "-o", "pipefail", "-c", line],
        cwd=settings.BASE_DIR,
        env=values,
        text=True,
        capture_output=True,
        timeout=TIMEOUT_S,
    )
    return done.returncode, done.stderr


@pytest.mark.parametrize("command", ["--help", "inspect $IN/ride.fit", "match --records $IN/ride.jsonl --json"])
def test_a_stream_that_is_closed_is_no_fault(tmp_path: Path, command: str) -> None:
    assert shell(f"$TRACEKIT {command} >&- <&-", tmp_path) == (0, "")
    assert shell(f"$TRACEKIT {command} 2>&- >/dev/null", tmp_path) == (0, "")


@pytest.mark.parametrize("command", ["--help", "inspect $IN/ride.fit", "inspect $IN/ride.jsonl"])
def test_it_stops_in_silence_when_nobody_reads(tmp_path: Path, command: str) -> None:
    status, complaint = shell(f"(sleep 0.2; $TRACEKIT {command}) | true", tmp_path)
    assert (status, complaint) == (1, "")


@pytest.mark.skipif(not FULL.exists(), reason="this machine has no full device")
@pytest.mark.parametrize("command", ["--help", "inspect $IN/ride.fit", "match --records $IN/ride.jsonl"])
def test_a_full_disk_is_one_sentence(tmp_path: Path, command: str) -> None:
    said = "Stopped: No space left on device. What was done until then stays.\n"
    assert shell(f"$TRACEKIT {command} > {FULL}", tmp_path) == (1, said)


def test_a_database_that_is_none_is_one_sentence(tmp_path: Path) -> None:
    status, complaint = shell("DATABASE_URL=nothing://x $TRACEKIT activities", tmp_path)
    assert status == 1
    assert complaint.startswith("The settings are wrong: ")
    assert complaint.count("\n") == 1


def test_records_without_end_are_not_waited_for(tmp_path: Path) -> None:
    said = "Line 1 was not read: it is not JSON. Nothing was matched.\n"
    assert shell("$TRACEKIT match --records /dev/zero", tmp_path) == (1, said)


def test_an_email_that_is_no_text_is_nobodys(alice: object) -> None:
    with pytest.raises(CommandError, match="There is no account with the e-mail address"):
        call_command("activities", "--user", "\udcff@example.org")
    with pytest.raises(CommandError, match="No account that can sign in has this e-mail"):
        call_command("link", "\udcff@example.org")
    assert not Upload.across_accounts.exists()
