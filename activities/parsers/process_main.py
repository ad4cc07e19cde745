"""Runs as the limited process that parses: reads bytes from standard input and answers with JSON lines.

It imports the parsers and nothing else of tracekit, opens no file and no socket, starts no process, and ends when its
input ends.
"""

import json
import os
import signal
import sys
import time
from contextlib import suppress
from typing import Any, BinaryIO

from activities.parsers.landlock import restrict_process
from activities.parsers.parse import parse_file
from activities.parsers.process_protocol import READY, REQUEST_HEADER
from activities.parsers.result import FileRefused

MAX_MEMORY = 512 << 20
MAX_CPU_S = 20
MAX_IDLE_S = 60
NOBODY = 65534

try:
    import resource
except ImportError:  # not on Windows
    resource = None  # type: ignore[assignment]


def serve_requests() -> None:
    """Announces that the process is ready, then answers requests until the input ends."""
    requests, responses = sys.stdin.buffer, sys.stdout.buffer
    give_up_rights()
    responses.write(READY)
    responses.flush()
    while header := wait_for_header(requests):
        extend_cpu_time()
        number, length = REQUEST_HEADER.unpack(header)
        answer = answer_request(requests, length)
        responses.write(json.dumps({"number": number, "cpu_s": time.process_time(), **answer}).encode() + b"\n")
        responses.flush()


def give_up_rights() -> None:
    """Leaves the process nothing but memory, the processor, and its open input and output.

    Without Landlock it can still rename and delete files of its user, and signal that user's processes.
    """
    restrict_process()
    become_nobody()
    set_limit("RLIMIT_AS", MAX_MEMORY)
    for name in ("RLIMIT_FSIZE", "RLIMIT_CORE", "RLIMIT_NOFILE", "RLIMIT_NPROC"):
        set_limit(name, 0)


def become_nobody() -> None:
    """Changes root to a user without rights: root can raise its limits again."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return
    with suppress(OSError):  # a container may not know the user, or not allow it
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)


def wait_for_header(requests: BinaryIO) -> bytes:
    """Returns the header of the next request, or nothing at the end; a process that stays idle for a minute ends."""
    set_alarm(MAX_IDLE_S)
    header = requests.read(REQUEST_HEADER.size)
    set_alarm(0)
    return header


def set_alarm(seconds: int) -> None:
    """Ends the process after so many seconds, or never with 0, where the platform has alarms."""
    if hasattr(signal, "alarm"):
        signal.alarm(seconds)


def set_limit(name: str, value: int) -> None:
    """Sets one limit, soft and hard, where the platform has it: each is worth having without the others."""
    try:
        resource.setrlimit(getattr(resource, name), (value, value))
    except (AttributeError, ValueError, OSError):
        return


def extend_cpu_time() -> None:
    """Allows 20 seconds of the processor for the next file; the hard limit stays open, so that it can be set again."""
    try:
        used = resource.getrusage(resource.RUSAGE_SELF)
        soft = int(used.ru_utime + used.ru_stime) + MAX_CPU_S
        resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.RLIM_INFINITY))
    except (AttributeError, ValueError, OSError):
        return


def answer_request(requests: BinaryIO, length: int) -> dict[str, Any]:
    """Parses the next `length` bytes; returns the result, the refusal or the bug as JSON values."""
    try:
        result = parse_file(requests.read(length))
    except FileRefused as refused:
        return {"refused": refused.code, "values": refused.values}
    except MemoryError:
        return {"refused": "too_much_work"}
    except Exception as bug:  # a bug must cost one file, and its message may quote that file
        return {"bug": type(bug).__name__}
    records = [record.as_json() for record in result.records]
    return {"records": records, "notes": [[note.code, note.count] for note in result.notes], "kind": result.kind}
