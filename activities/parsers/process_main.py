"""The limited process that parses: it reads bytes from standard input and answers with JSON lines.

It imports the readers and nothing else of tracekit, opens no file and no socket, and ends when its input ends.
"""

import json
import struct
import sys
from typing import Any, BinaryIO

from activities.parsers.parse import parse_file
from activities.parsers.result import FileRefused

MEMORY = 512 << 20
CPU_SECONDS = 20
HEAD = struct.Struct("<II")
"""What stands before the bytes of a file: a number that the answer repeats, and how many they are."""
READY = b"ready\n"

try:
    import resource
except ImportError:  # not on Windows
    resource = None  # type: ignore[assignment]


def serve() -> None:
    """Say that all is ready, then answer until the input ends."""
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    limit("RLIMIT_AS", MEMORY)
    for name in ("RLIMIT_FSIZE", "RLIMIT_CORE", "RLIMIT_NOFILE"):
        limit(name, 0)
    sink.write(READY)
    sink.flush()
    while head := source.read(HEAD.size):
        allow_time()
        number, length = HEAD.unpack(head)
        sink.write(json.dumps({"number": number, **answer(source, length)}).encode() + b"\n")
        sink.flush()


def limit(name: str, most: int) -> None:
    """Set one limit, soft and hard, where the platform has it: each is worth having without the others."""
    try:
        resource.setrlimit(getattr(resource, name), (most, most))
    except (AttributeError, ValueError, OSError):
        return


def allow_time() -> None:
    """20 seconds of the processor for the next file; the hard limit stays open, so that it can be set again."""
    try:
        used = resource.getrusage(resource.RUSAGE_SELF)
        soft = int(used.ru_utime + used.ru_stime) + CPU_SECONDS
        resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.RLIM_INFINITY))
    except (AttributeError, ValueError, OSError):
        return


def answer(source: BinaryIO, length: int) -> dict[str, Any]:
    """What reading the next `length` bytes ends in, as JSON values."""
    try:
        result = parse_file(source.read(length))
    except FileRefused as refused:
        return {"refused": refused.code, "values": refused.values}
    except MemoryError:
        return {"refused": "too_much_work"}
    except Exception as bug:  # a bug must cost one file, and its message may quote that file
        return {"bug": type(bug).__name__}
    records = [record.as_json() for record in result.records]
    return {"records": records, "notes": [[note.code, note.count] for note in result.notes], "kind": result.kind}
