"""The process that parses files can do nothing but compute, even when a file has taken it over."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from activities.parsers import landlock
from activities.parsers.process import PROJECT_ROOT
from activities.parsers.process_protocol import READY, REQUEST_HEADER

TAKEN_OVER_PROGRAM = """
import sys; sys.path.insert(0, sys.argv[1])
import os, resource, signal, socket, subprocess, ctypes
from activities.parsers import landlock, process_main
if sys.argv[2] == "nobody" and os.geteuid() == 0:
    os.setgroups([]); os.setgid(65534); os.setuid(65534)
if "no landlock" in sys.argv:
    process_main.restrict_process = lambda: False
if "no limits" in sys.argv:
    process_main.set_limit = lambda name, value: None
def run(data):
    exec(data, {**globals()})
    raise LookupError("it was allowed")
process_main.parse_file = run
process_main.serve_requests()
"""
ALLOWED = "LookupError"
OPENING = {
    "a file": "os.open('/dev/null', os.O_RDONLY)",
    "a folder": "os.listdir('/')",
    "a socket": "socket.socket()",
    "a local socket": "socket.socket(socket.AF_UNIX)",
    "a pipe": "os.pipe()",
}
STARTING = {
    "a process": "os.fork() or os._exit(0)",
    "a program": "os.posix_spawn(sys.executable, ['python'], {})",
    "a command": "subprocess.run(['true'])",
    "another program in its place": "os.execv('/bin/true', ['true'])",
    "a thread": "__import__('_thread').start_new_thread(print, ())",
}
CHANGING = {
    "a folder": "os.mkdir({0!r} + '/new')",
    "the name of a file": "os.rename({0!r} + '/file', {0!r} + '/other')",
    "whether a file is there": "os.unlink({0!r} + '/file')",
    "the length of a file": "os.truncate({0!r} + '/file', 0)",
}
FREEING = {
    "files": "resource.setrlimit(resource.RLIMIT_NOFILE, (9, 9))",
    "processes": "resource.setrlimit(resource.RLIMIT_NPROC, (9, 9))",
    "the user": "os.setuid(0)",
}
SIGNAL_PARENT = "os.kill(os.getppid(), 0)"
READ_PARENT = (
    "size = ctypes.c_char(); libc = ctypes.CDLL(None, use_errno=True)\n"
    "if libc.ptrace(16, os.getppid(), 0, 0) < 0: raise PermissionError"
)

needs_landlock = pytest.mark.skipif(
    landlock.landlock_version() < landlock.SCOPE_VERSION,
    reason="this kernel's Landlock is missing or too old",
)


class TakenOver:
    """A taken-over process runs any code that it is sent, after it has given up its rights."""

    def __init__(self, *arguments: str) -> None:
        command = [sys.executable, "-I", "-c", TAKEN_OVER_PROGRAM, PROJECT_ROOT, *arguments]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env={})
        assert self.process.stdout
        assert self.process.stdout.readline() == READY

    def run(self, code: str) -> str:
        """Runs the code; returns the name of the error that it ends with."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(REQUEST_HEADER.pack(1, len(code.encode())) + code.encode())
        self.process.stdin.flush()
        return str(json.loads(self.process.stdout.readline())["bug"])

    def end(self) -> None:
        """Ends the process."""
        self.process.kill()
        self.process.communicate()


@pytest.fixture(scope="module", params=["as we are", "nobody"])
def taken_over(request: pytest.FixtureRequest) -> Iterator[TakenOver]:
    """Yields a process that was started by the user of the tests, which may be root, and by one without rights."""
    process = TakenOver(request.param)
    yield process
    process.end()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Returns a folder with a file in which everyone may change everything."""
    shared = Path(tempfile.gettempdir())
    for path in (tmp_path, *tmp_path.parents):
        if path != shared and path.is_relative_to(shared):
            path.chmod(0o777)
    (tmp_path / "file").write_text("a ride")
    (tmp_path / "file").chmod(0o666)
    return tmp_path


@pytest.mark.parametrize("code", OPENING.values(), ids=OPENING)
def test_it_opens_nothing(taken_over: TakenOver, code: str) -> None:
    assert taken_over.run(code) in ("OSError", "PermissionError")


@pytest.mark.parametrize("code", STARTING.values(), ids=STARTING)
def test_it_starts_nothing(taken_over: TakenOver, code: str) -> None:
    assert taken_over.run(code) in ("OSError", "PermissionError", "BlockingIOError", "RuntimeError")


@pytest.mark.parametrize("code", FREEING.values(), ids=FREEING)
def test_it_gets_no_right_back(taken_over: TakenOver, code: str) -> None:
    assert taken_over.run(code) in ("ValueError", "PermissionError")


@needs_landlock
@pytest.mark.parametrize("code", CHANGING.values(), ids=CHANGING)
def test_it_changes_nothing(taken_over: TakenOver, folder: Path, code: str) -> None:
    assert taken_over.run(code.format(str(folder))) == "PermissionError"
    assert [path.read_text() for path in folder.iterdir()] == ["a ride"]


@needs_landlock
@pytest.mark.parametrize("code", [SIGNAL_PARENT, READ_PARENT], ids=["signal", "read"])
def test_it_reaches_no_other_process(taken_over: TakenOver, code: str) -> None:
    assert taken_over.run(code) == "PermissionError"


def test_without_limits_it_would_open_a_socket_and_start_a_process() -> None:
    process = TakenOver("nobody", "no limits", "no landlock")
    try:
        assert process.run("socket.socket()") == ALLOWED
        assert process.run("os.waitpid(os.fork() or os._exit(0), 0)") == ALLOWED
    finally:
        process.end()


def test_without_landlock_it_would_delete_files(folder: Path) -> None:
    process = TakenOver("nobody", "no landlock")
    try:
        assert process.run(CHANGING["whether a file is there"].format(str(folder))) == ALLOWED
    finally:
        process.end()
    assert not (folder / "file").exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="the tests do not run as root")
def test_root_becomes_nobody() -> None:
    process = TakenOver("as we are")
    try:
        assert process.run("assert os.getresuid() == (65534,) * 3 and not os.getgroups()") == ALLOWED
    finally:
        process.end()
