"""Matches an account's activities again, or those of a file alone: `python -m tracekit match`."""

import json
import sys
from collections.abc import Iterator
from functools import partial
from typing import Any, BinaryIO

from django.core.management.base import CommandError, CommandParser

from accounts.command import OwnerCommand
from matching.engine.line_parser import Line, LineError, read_lines
from matching.engine.lines import match_lines
from matching.services.rematch import rematch_all

MAX_LINE_SIZE = 1 << 20
"""No activity's line is longer, in bytes."""


class Command(OwnerCommand):
    """Matches activities; `match --records FILE --json` needs no database, key or service."""

    help = "Find an account's workouts again; with --records, those of a file's activities, without a database."

    def add_arguments(self, parser: CommandParser) -> None:
        """Adds `--records` and `--json`."""
        super().add_arguments(parser)
        parser.add_argument(
            "--records", metavar="FILE", help="activities and decisions, one JSON object a line; - is standard input"
        )
        parser.add_argument("--json", action="store_true", help="JSON instead of a sentence")

    def handle(self, *args: Any, records: str | None = None, json: bool = False, **options: Any) -> str | None:
        """Matches the file without an account, or the account."""
        if records is None:
            return super().handle(*args, json=json, **options)
        self._print(list(match_lines(_read(records))), json)
        return None

    def run(self, *, json: bool = False, **options: Any) -> str:
        """Matches all of the account's activities anew."""
        counts = rematch_all()
        return _json(counts) if json else _totals(**counts)

    def _print(self, answers: list[dict[str, Any]], as_json: bool) -> None:
        if as_json:
            self.stdout.write("".join(_json(answer) + "\n" for answer in answers), ending="")
            return
        workouts = len({(answer["user"], answer["cluster"]) for answer in answers})
        questions = sum(len(answer.get("possible", ())) for answer in answers) // 2
        self.stdout.write(_totals(len(answers), workouts, questions))


def _totals(activities: int, workouts: int, questions: int) -> str:
    return f"Activities: {activities:,}. Workouts: {workouts:,}. Questions: {questions:,}."


def _json(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"))


def _lines(file: BinaryIO) -> Iterator[bytes]:
    """Yields the lines; one that is longer than any activity comes in pieces, so that no endless line is waited for."""
    return iter(partial(file.readline, MAX_LINE_SIZE), b"")


def _read(path: str) -> list[Line]:
    try:
        if path == "-":
            return read_lines(_lines(sys.stdin.buffer))
        with open(path, "rb") as file:
            return read_lines(_lines(file))
    except OSError as error:
        raise CommandError(f"{path} was not read: {error.strerror}. Nothing was matched.") from None
    except LineError as error:
        raise CommandError(str(error)) from None
