"""Reading files in a limited child process, so that a hostile one costs itself and nothing else."""

import json
import logging
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Timer
from types import TracebackType
from typing import Any, Self

from activities.parsers import gz
from activities.parsers.process_main import HEAD, READY
from activities.parsers.result import FileNote, FileRefused, ParseResult
from activities.record import ActivityRecord

log = logging.getLogger(__name__)

PROJECT = str(Path(__file__).resolve().parents[2])
SERVE = "import sys; sys.path.insert(0, sys.argv[1]); from activities.parsers.process_main import serve; serve()"
MOST_ANSWER = 4 << 20
NONSENSE = (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError)
"""What a child that died, was stopped or has gone mad looks like from here."""


class ParserProcess:
    """Reads activity files, already unpacked, in one child that starts with the first file and ends with the block.

    `with Reader() as reader: result = reader.read(data)`.  Not for two threads at once.  A file that kills, hangs or
    confuses the child is refused as `too_much_work`, and the next one gets a new child.
    """

    seconds = 30.0
    command = (sys.executable, "-I", "-c", SERVE, PROJECT)

    def __init__(self) -> None:
        self._child: subprocess.Popen[bytes] | None = None
        self._number = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """End the child."""
        if self._child:
            _end(self._child)
            self._child = None

    def read(self, data: bytes) -> ParseResult:
        """The activities of one file.  Raises Refused, and RuntimeError when the child cannot start at all."""
        if len(data) > gz.MOST_BYTES:
            raise FileRefused("too_big", mb=gz.MOST_BYTES >> 20)
        child = self._running()
        try:
            return _result(self._exchange(child, data))
        except FileRefused:
            raise
        except NONSENSE:
            self.close()
            raise FileRefused("too_much_work") from None
        except BaseException:
            self.close()  # an answer that nobody waited for must not meet the next file
            raise

    def _exchange(self, child: subprocess.Popen[bytes], data: bytes) -> dict[str, Any]:
        """Send the bytes and wait for the answering line; ValueError when it answers something else."""
        assert child.stdin is not None  # noqa: S101 - a pipe
        assert child.stdout is not None  # noqa: S101 - a pipe
        self._number += 1
        with self._patience(child):
            child.stdin.write(HEAD.pack(self._number, len(data)))
            child.stdin.write(data)
            child.stdin.flush()
            answer: dict[str, Any] = json.loads(child.stdout.readline(MOST_ANSWER))
        if answer["number"] != self._number:
            raise ValueError
        return answer

    def _running(self) -> subprocess.Popen[bytes]:
        if self._child and self._child.poll() is not None:
            self.close()
        if self._child is None:
            self._child = self._started()
        return self._child

    def _started(self) -> subprocess.Popen[bytes]:
        child = subprocess.Popen(  # noqa: S603 - our own interpreter and program
            self.command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={},
            start_new_session=True,  # Ctrl-C stops the caller, not the file it is reading
        )
        assert child.stdout  # noqa: S101 - a pipe
        with self._patience(child):
            ready = child.stdout.readline(len(READY))
        if ready != READY:
            _end(child)
            raise RuntimeError("The process that reads files does not start; nothing was read. Check the installation.")
        return child

    @contextmanager
    def _patience(self, child: subprocess.Popen[bytes]) -> Iterator[None]:
        """Kill the child when this takes too long; whoever waits for it then finds it dead."""
        timer = Timer(self.seconds, child.kill)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()


def _end(child: subprocess.Popen[bytes]) -> None:
    child.kill()
    child.communicate()


def _result(answer: dict[str, Any]) -> ParseResult:
    if "bug" in answer:
        log.error("A file reader failed: %s", answer["bug"])
        raise FileRefused("fault")
    if "refused" in answer:
        raise FileRefused(answer["refused"], **answer.get("values", {}))
    records = tuple(ActivityRecord.from_json(record) for record in answer["records"])
    return ParseResult(records, tuple(FileNote(code, count) for code, count in answer["notes"]), answer["kind"])
