"""Parses files in a limited process, so that a hostile file harms nothing else."""

import json
import logging
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from math import inf
from pathlib import Path
from threading import Event, Thread
from types import TracebackType
from typing import Any, Self

from activities.parsers.limits import check_file_size
from activities.parsers.process_protocol import READY, REQUEST_HEADER
from activities.parsers.result import FileNote, FileRefused, ParseResult
from activities.record import ActivityRecord

log = logging.getLogger(__name__)

PROJECT_ROOT = str(Path(__file__).resolve().parents[2])
PROGRAM = (
    "import sys; sys.path.insert(0, sys.argv[1]); "
    "from activities.parsers.process_main import serve_requests; serve_requests()"
)
MAX_RESPONSE_SIZE = 4 << 20
WATCH_EVERY_S = 0.2
MAX_IDLE_S = 10.0
"""A process that was idle for longer is replaced, because it ends by itself after a minute."""
PROCESS_ERRORS = (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError)
"""A process that died, was killed or sends invalid responses causes one of these errors."""


class ParserProcess:
    """Runs one limited process that parses activity files, already unpacked, from the first one to the block's end.

    `with ParserProcess() as parser: result = parser.parse(data)`. Not for two threads at once. A file that kills,
    hangs or confuses the process is refused as `too_much_work`, and the next one gets a new process.
    """

    timeout_s = 30.0
    command: tuple[str, ...] = (sys.executable, "-I", "-c", PROGRAM, PROJECT_ROOT)

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._number = 0
        self._used_at = 0.0
        self._cpu_s = 0.0
        self._deadline = inf

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    @property
    def cpu_s(self) -> float:
        """Returns the seconds of the processor that the process has used; 0 once it ended, when its parent has them."""
        return self._cpu_s if self._process and self._process.poll() is None else 0.0

    def close(self) -> None:
        """Ends the process."""
        if self._process:
            _kill(self._process)
            self._process = None

    def parse(self, data: bytes) -> ParseResult:
        """Returns the activities of one file. Raises FileRefused, and RuntimeError when the process cannot start."""
        check_file_size(len(data))
        process = self._ensure_process()
        try:
            return _to_result(self._exchange(process, data))
        except FileRefused:
            raise
        except PROCESS_ERRORS:
            self.close()
            raise FileRefused("too_much_work") from None
        except BaseException:
            self.close()  # a response that nobody waited for must not meet the next file
            raise

    def _exchange(self, process: subprocess.Popen[bytes], data: bytes) -> dict[str, Any]:
        """Sends the bytes and returns the response. Raises ValueError when it belongs to another request."""
        assert process.stdin is not None  # noqa: S101 - a pipe
        assert process.stdout is not None  # noqa: S101 - a pipe
        self._number += 1
        with self._timeout():
            process.stdin.write(REQUEST_HEADER.pack(self._number, len(data)))
            process.stdin.write(data)
            process.stdin.flush()
            response: dict[str, Any] = json.loads(process.stdout.readline(MAX_RESPONSE_SIZE))
        self._used_at = time.monotonic()
        if response["number"] != self._number:
            raise ValueError
        self._cpu_s = float(response["cpu_s"])
        return response

    def _ensure_process(self) -> subprocess.Popen[bytes]:
        if self._process and (self._process.poll() is not None or time.monotonic() > self._used_at + MAX_IDLE_S):
            self.close()
        if self._process is None:
            self._process = self._start()
            self._cpu_s = 0.0
            self._used_at = time.monotonic()
        return self._process

    def _start(self) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(  # noqa: S603 - our own interpreter and program
            self.command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={},
            start_new_session=True,  # Ctrl-C stops the caller, not the file it is reading
        )
        assert process.stdout  # noqa: S101 - a pipe
        Thread(target=self._watch, args=(process,), name="parser-timeout", daemon=True).start()
        with self._timeout():
            ready = process.stdout.readline(len(READY))
        if ready != READY:
            _kill(process)
            raise RuntimeError("The process that reads files does not start; nothing was read. Check the installation.")
        return process

    @contextmanager
    def _timeout(self) -> Iterator[None]:
        """Kills the process when the block takes too long; whoever waits for it then finds it dead."""
        self._deadline = time.monotonic() + self.timeout_s
        try:
            yield
        finally:
            self._deadline = inf

    def _watch(self, process: subprocess.Popen[bytes]) -> None:
        """Kills the process after the deadline; runs in a thread for as long as the process does."""
        pause = Event()
        while process.poll() is None:
            if time.monotonic() > self._deadline:
                process.kill()
            pause.wait(WATCH_EVERY_S)


def _kill(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.communicate()


def _to_result(response: dict[str, Any]) -> ParseResult:
    if "bug" in response:
        log.error("A file reader failed: %s", response["bug"])
        raise FileRefused("fault")
    if "refused" in response:
        raise FileRefused(response["refused"], **response.get("values", {}))
    records = tuple(ActivityRecord.from_json(record) for record in response["records"])
    return ParseResult(records, tuple(FileNote(code, count) for code, count in response["notes"]), response["kind"])
