"""Runs the script of a foreign client against a sandbox, and compares what each call returned with the database.

The script reads its settings as one line of JSON, and writes a line of JSON after each call, with the value that the
client returned or the error that it raised. It goes on when it reads the next line, so that a check sees the database
as the call left it.
"""

import json
import subprocess
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any

from bench.foreign_clients.callback import running_callback
from bench.foreign_clients.environments import Interpreter
from bench.foreign_clients.foreign_client import ForeignClient, Scenario
from providers.sandbox.server import Sandbox

SCRIPT_TIMEOUT_S = 300


@dataclass(frozen=True)
class CallOutcome:
    """Says what came of one call of a client."""

    client: str
    call: str
    text: str
    is_passed: bool


def run_client(client: ForeignClient, interpreter: Interpreter) -> list[CallOutcome]:
    """Returns the outcome of each call that the client should make, and of those that it made besides."""
    with (
        TemporaryDirectory() as folder,
        Sandbox(Path(folder), keep_bodies=True) as sandbox,
        running_callback() as callback_url,
    ):
        scenario = client.prepare(sandbox, callback_url)
        outcomes = list(_run_script(client, interpreter, scenario))
    names = [outcome.call for outcome in outcomes]
    missed = [call for call in client.checks if call not in names]
    return outcomes + [CallOutcome(client.name, call, "not called", is_passed=False) for call in missed]


def _run_script(client: ForeignClient, interpreter: Interpreter, scenario: Scenario) -> Iterator[CallOutcome]:
    command = [interpreter.program, str(client.script)]
    with subprocess.Popen(
        command, env=interpreter.environment, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        timer = threading.Timer(SCRIPT_TIMEOUT_S, process.kill)
        timer.start()
        try:
            assert process.stdin is not None
            assert process.stdout is not None
            _write_line(process.stdin, json.dumps(dict(scenario.settings)))
            for line in process.stdout:
                report = _read_report(line)
                if report is not None:
                    yield _judge(client, scenario, report)
                    _write_line(process.stdin, "")
        finally:
            timer.cancel()
            process.kill()


def _read_report(line: str) -> Mapping[str, Any] | None:
    """Returns the report in a line; None when the client printed something of its own."""
    try:
        report = json.loads(line)
    except ValueError:
        return None
    return report if isinstance(report, dict) and "call" in report else None


def _judge(client: ForeignClient, scenario: Scenario, report: Mapping[str, Any]) -> CallOutcome:
    call = str(report["call"])
    if "error" in report:
        return CallOutcome(client.name, call, f"exception: {report['error']}", is_passed=False)
    check = client.checks.get(call)
    mismatch = check(scenario, report.get("value")) if check else "nothing checks this call"
    return CallOutcome(client.name, call, f"mismatch: {mismatch}" if mismatch else "passed", is_passed=not mismatch)


def _write_line(stream: IO[str], text: str) -> None:
    try:
        stream.write(f"{text}\n")
        stream.flush()
    except BrokenPipeError:
        return  # the script has ended
