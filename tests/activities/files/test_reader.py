import os
import resource
import signal
import subprocess
import sys
import time

import pytest

from activities.parsers.parse import parse_file
from activities.parsers.process import PROJECT, ParserProcess
from activities.parsers.result import FileRefused
from providers.sandbox.writers import fit, gpx
from tests.activities.files.refusal import refusal

RIDE = fit.fit(fit.file_id(), fit.session(), crc=1)
POISONED = """
import sys; sys.path.insert(0, sys.argv[1])
import os, time
from activities.parsers import child
honest = child.read
def read(data):
    if data == b"loop":
        while True: pass
    if data == b"memory":
        bytearray(1 << 30)
    if data == b"sleep":
        time.sleep(60)
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
    return honest(data)
child.read = read
child.CPU_SECONDS = 1
child.serve()
"""


class PoisonedReader(ParserProcess):
    """A reader whose child misbehaves on certain words."""

    seconds = 4.0
    command = (sys.executable, "-I", "-c", POISONED, PROJECT)


@pytest.fixture(scope="module")
def poisoned():
    with PoisonedReader() as reader:
        yield reader


def test_what_the_child_reads_arrives_whole():
    with ParserProcess() as reader:
        assert reader.read(RIDE) == parse_file(RIDE)
        assert reader.read(gpx.hour()) == parse_file(gpx.hour())


def test_refusals_and_their_values_arrive():
    with ParserProcess() as reader:
        refused = refusal(b"<kml/>", reader.read)

    assert (refused.code, refused.values) == ("xml_other", {"what": "KML"})


@pytest.mark.parametrize("poison", [b"loop", b"memory", b"sleep", b"abort", b"nonsense", b"list", b"code"])
def test_poison_costs_only_itself(poisoned, poison):
    assert refusal(poison, poisoned.read).code == "too_much_work"
    assert len(poisoned.read(RIDE).records) == 1


def test_a_fault_of_ours_is_said_and_logged_without_a_word_of_the_file(poisoned, caplog):
    assert refusal(b"bug", poisoned.read).code == "fault"
    assert "LookupError" in caplog.text
    assert "what the file says" not in caplog.text


def test_the_child_can_open_no_file(poisoned, caplog):
    assert refusal(b"file", poisoned.read).code == "fault"
    assert "OSError" in caplog.text


def test_a_second_try_in_another_encoding_works_under_the_limits():
    with ParserProcess() as reader:
        document = gpx.gpx(gpx.track(gpx.points(seconds=20, step=10), name="Café"))
        assert reader.read(document.encode("cp1252")).records[0].name == "Café"


def test_more_than_an_activity_can_have_is_not_even_sent():
    with ParserProcess() as reader:
        assert refusal(b"\0" * ((64 << 20) + 1), reader.read).code == "too_big"
        assert reader._child is None


def test_a_child_that_does_not_start_is_not_the_file_s_fault():
    class Broken(ParserProcess):
        command = (sys.executable, "-c", "raise SystemExit(1)")

    with Broken() as reader, pytest.raises(RuntimeError, match="does not start"):
        reader.read(RIDE)


def test_an_interrupted_reading_never_costs_the_next_file(poisoned):
    before = signal.signal(signal.SIGALRM, signal.default_int_handler)
    signal.setitimer(signal.ITIMER_REAL, 0.5)
    with pytest.raises(KeyboardInterrupt):
        poisoned.read(b"sleep")
    signal.signal(signal.SIGALRM, before)

    assert len(poisoned.read(RIDE).records) == 1


def test_the_child_runs_under_its_limits():
    with ParserProcess() as reader:
        reader.read(RIDE)
        with open(f"/proc/{reader._child.pid}/limits") as file:
            limits = {line[:26].strip(): line[26:].split()[0] for line in file}

    assert 20 <= int(limits["Max cpu time"]) <= 22
    assert limits["Max address space"] == str(512 << 20)
    assert [limits[name] for name in ("Max file size", "Max core file size", "Max open files")] == ["0", "0", "0"]


def test_no_process_is_left_when_the_block_ends():
    with ParserProcess() as reader:
        reader.read(RIDE)
        pid = reader._child.pid

    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_it_works_from_any_folder_with_any_environment(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "nothing.here")
    monkeypatch.setenv("PYTHONPATH", "/nowhere")
    (tmp_path / "activities.py").write_text("raise SystemExit")

    with ParserProcess() as reader:
        assert len(reader.read(RIDE).records) == 1


def test_the_child_sees_no_secret_of_the_environment(monkeypatch):
    monkeypatch.setenv("SENTINEL", "secret")
    with ParserProcess() as reader:
        reader.read(RIDE)
        with open(f"/proc/{reader._child.pid}/environ", "rb") as environ:
            assert b"secret" not in environ.read()


PARENT = """
import sys, time; sys.path.insert(0, sys.argv[1])
from activities.parsers.process import Reader
reader = Reader()
try: reader.read(b"")
except Exception: pass
print(reader._child.pid, flush=True)
time.sleep(60)
"""


def test_the_child_ends_when_its_parent_is_killed():
    with subprocess.Popen([sys.executable, "-c", PARENT, PROJECT], stdout=subprocess.PIPE) as parent:
        child = int(parent.stdout.readline())
        parent.send_signal(signal.SIGKILL)
    until = time.monotonic() + 10
    while _runs(child) and time.monotonic() < until:
        time.sleep(0.05)

    assert not _runs(child)


def _runs(pid):
    try:
        with open(f"/proc/{pid}/stat") as state:
            return state.read().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_each_limit_is_tried_by_itself(monkeypatch):
    from activities.parsers import process_main

    tried = []

    def refuses(which, _):
        tried.append(which)
        raise ValueError

    monkeypatch.setattr(process_main.resource, "setrlimit", refuses)
    process_main.limit("RLIMIT_AS", 1)
    process_main.limit("RLIMIT_NOT_HERE", 1)
    process_main.limit("RLIMIT_CORE", 0)

    assert tried == [resource.RLIMIT_AS, resource.RLIMIT_CORE]


def test_a_refusal_keeps_the_child():
    with ParserProcess() as reader:
        reader.read(RIDE)
        pid = reader._child.pid
        with pytest.raises(FileRefused):
            reader.read(b"")

        assert reader._child.pid == pid
