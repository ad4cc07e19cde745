"""The limited process parses files within its limits, and a hostile file costs only itself."""

import os
import resource
import signal
import subprocess
import sys

import pytest

from activities.parsers import process_main
from activities.parsers.parse import parse_file
from activities.parsers.process import PROJECT_ROOT, ParserProcess
from activities.parsers.result import FileRefused
from providers.sandbox.writers import fit, gpx
from tests.activities.parsers.refusals import refusal_of
from tests.waiting import wait_until

RIDE = fit.fit(fit.file_id(), fit.session(), crc=1)
POISONED_PROGRAM = """
import sys; sys.path.insert(0, sys.argv[1])
import os, time
from activities.parsers import process_main
honest_parse = process_main.parse_file
def parse(data):
    if data == b"loop":
        while True: pass
    if data == b"memory":
        bytearray(1 << 30)
    if data == b"sleep":
        time.sleep(600)
    if data == b"abort":
        os.abort()
    if data == b"nonsense":
        os.write(1, b"nonsense\\n")
    if data == b"list":
        os.write(1, b"[]\\n")
    if data == b"code":
        os.write(1, b'{"refused": "made up"}\\n')
    if data == b"file":
        open("/dev/null")
    if data == b"bug":
        raise LookupError("what the file says")
    return honest_parse(data)
process_main.parse_file = parse
process_main.MAX_CPU_S = 1
process_main.serve_requests()
"""


BRIEF_PROGRAM = """
import sys
sys.path.insert(0, sys.argv[1])
from activities.parsers import process_main
process_main.MAX_IDLE_S = 1
process_main.serve_requests()
"""


class PoisonedParser(ParserProcess):
    """A poisoned parser runs a process that misbehaves on certain words."""

    timeout_s = 120.0
    command = (sys.executable, "-I", "-c", POISONED_PROGRAM, PROJECT_ROOT)


@pytest.fixture(scope="module")
def poisoned_process():
    """Yields a poisoned parser for all tests of this module."""
    with PoisonedParser() as parser:
        yield parser


@pytest.fixture
def poisoned(poisoned_process):
    """Returns a poisoned parser whose process is running."""
    poisoned_process.parse(RIDE)
    return poisoned_process


def pid_of(parser: ParserProcess) -> int:
    """Returns the id of the process that the parser has started."""
    assert parser._process is not None
    return parser._process.pid


def test_the_records_of_the_process_equal_those_of_a_direct_call():
    with ParserProcess() as parser:
        assert parser.parse(RIDE) == parse_file(RIDE)
        assert parser.parse(gpx.hour_ride()) == parse_file(gpx.hour_ride())


def test_refusals_arrive_with_their_values():
    with ParserProcess() as parser:
        refused = refusal_of(b"<kml/>", parser.parse)

    assert (refused.code, refused.values) == ("xml_other", {"what": "KML"})


@pytest.mark.parametrize("poison", [b"loop", b"memory", b"abort", b"nonsense", b"list", b"code"])
def test_poison_costs_only_itself(poisoned, poison):
    assert refusal_of(poison, poisoned.parse).code == "too_much_work"
    assert len(poisoned.parse(RIDE).records) == 1


def test_a_file_that_hangs_is_stopped_after_the_timeout(poisoned, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(poisoned, "timeout_s", 1.0)
        assert refusal_of(b"sleep", poisoned.parse).code == "too_much_work"
    assert len(poisoned.parse(RIDE).records) == 1


def test_a_process_that_was_idle_is_replaced(monkeypatch):
    with ParserProcess() as parser:
        parser.parse(RIDE)
        first = pid_of(parser)
        parser.parse(RIDE)
        assert pid_of(parser) == first
        monkeypatch.setattr("activities.parsers.process.MAX_IDLE_S", -1.0)
        parser.parse(RIDE)
        assert pid_of(parser) != first


def test_a_process_that_stays_idle_ends_by_itself():
    class BriefParser(ParserProcess):
        command: tuple[str, ...] = (sys.executable, "-I", "-c", BRIEF_PROGRAM, PROJECT_ROOT)

    with BriefParser() as parser:
        parser.parse(RIDE)
        process = parser._process
        assert process is not None
        wait_until(lambda: process.poll() is not None)
        parser.command = ParserProcess.command
        assert len(parser.parse(RIDE).records) == 1


def test_a_bug_is_reported_and_logged_without_a_word_of_the_file(poisoned, caplog):
    assert refusal_of(b"bug", poisoned.parse).code == "fault"
    assert "LookupError" in caplog.text
    assert "what the file says" not in caplog.text


def test_the_process_can_open_no_file(poisoned, caplog):
    assert refusal_of(b"file", poisoned.parse).code == "fault"
    assert "OSError" in caplog.text


def test_a_second_try_in_another_encoding_works_under_the_limits():
    with ParserProcess() as parser:
        document = gpx.gpx(gpx.track(gpx.points(seconds=20, step=10), name="Café"))
        assert parser.parse(document.encode("cp1252")).records[0].name == "Café"


def test_a_file_that_is_too_large_is_not_even_sent():
    with ParserProcess() as parser:
        assert refusal_of(b"\0" * ((64 << 20) + 1), parser.parse).code == "too_big"
        assert parser._process is None


def test_a_process_that_does_not_start_is_not_the_file_s_fault():
    class BrokenParser(ParserProcess):
        command = (sys.executable, "-c", "raise SystemExit(1)")

    with BrokenParser() as parser, pytest.raises(RuntimeError, match="does not start"):
        parser.parse(RIDE)


def test_an_interrupted_request_never_costs_the_next_file(poisoned):
    handler = signal.signal(signal.SIGALRM, signal.default_int_handler)
    signal.setitimer(signal.ITIMER_REAL, 0.5)
    with pytest.raises(KeyboardInterrupt):
        poisoned.parse(b"sleep")
    signal.signal(signal.SIGALRM, handler)

    assert len(poisoned.parse(RIDE).records) == 1


def test_the_process_runs_under_its_limits():
    with ParserProcess() as parser:
        parser.parse(RIDE)
        with open(f"/proc/{pid_of(parser)}/limits") as file:
            limits = {line[:26].strip(): line[26:].split()[0] for line in file}

    assert 20 <= int(limits["Max cpu time"]) <= 22
    assert limits["Max address space"] == str(512 << 20)
    assert [limits[name] for name in ("Max file size", "Max core file size", "Max open files", "Max processes")] == [
        "0"
    ] * 4


def test_no_process_is_left_when_the_block_ends():
    with ParserProcess() as parser:
        parser.parse(RIDE)
        pid = pid_of(parser)

    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_the_process_works_from_any_folder_with_any_environment(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "nothing.here")
    monkeypatch.setenv("PYTHONPATH", "/nowhere")
    (tmp_path / "activities.py").write_text("raise SystemExit")

    with ParserProcess() as parser:
        assert len(parser.parse(RIDE).records) == 1


def test_the_process_sees_no_secret_of_the_environment(monkeypatch):
    monkeypatch.setenv("SENTINEL", "secret")
    with ParserProcess() as parser:
        parser.parse(RIDE)
        with open(f"/proc/{pid_of(parser)}/environ", "rb") as environ:
            assert b"secret" not in environ.read()


PARENT_PROGRAM = """
import sys, time; sys.path.insert(0, sys.argv[1])
from activities.parsers.process import ParserProcess
parser = ParserProcess()
try: parser.parse(b"")
except Exception: pass
print(parser._process.pid, flush=True)
time.sleep(600)
"""


def test_the_process_ends_when_its_parent_is_killed():
    command = [sys.executable, "-c", PARENT_PROGRAM, PROJECT_ROOT]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        parent.send_signal(signal.SIGKILL)
    wait_until(lambda: not is_running(pid))


def is_running(pid: int) -> bool:
    """Returns whether a process of that id exists and is no zombie."""
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_each_limit_is_tried_by_itself(monkeypatch):
    tried = []

    def refuse(limit, _):
        tried.append(limit)
        raise ValueError

    monkeypatch.setattr(resource, "setrlimit", refuse)
    process_main.set_limit("RLIMIT_AS", 1)
    process_main.set_limit("RLIMIT_NOT_HERE", 1)
    process_main.set_limit("RLIMIT_CORE", 0)

    assert tried == [resource.RLIMIT_AS, resource.RLIMIT_CORE]


def test_a_refusal_keeps_the_process():
    with ParserProcess() as parser:
        parser.parse(RIDE)
        pid = pid_of(parser)
        with pytest.raises(FileRefused):
            parser.parse(b"")

        assert pid_of(parser) == pid


def test_the_process_starts_without_slow_packages():
    code = "import sys; sys.path.insert(0, sys.argv[1]); import activities.parsers.process_main; print(*sys.modules)"
    output = subprocess.run(
        [sys.executable, "-I", "-c", code, PROJECT_ROOT], capture_output=True, text=True, check=True
    )

    assert not {"gpxpy", "lxml", "ssl", "urllib.request", "django"} & set(output.stdout.split())
