"""`python -m tracekit match`: finds the workouts again, of an account or of a file's activities alone."""

import json
import sys
from collections.abc import Iterator
from functools import partial
from typing import Any, BinaryIO

from django.core.management.base import CommandError, CommandParser

from accounts.command import OwnerCommand
from matching.engine.lines import LineError, RecordLine, match_lines, read_lines
from matching.services.rematch import rematch_all

LONGEST = 1 << 20


class Command(OwnerCommand):
    """`match --records FILE --json` needs no database, key or service."""

    help = "Find an account's workouts again; with --records, those of a file's activities, without a database."

    def add_arguments(self, parser: CommandParser) -> None:
        """Adds `--records` and `--json`."""
        super().add_arguments(parser)
        parser.add_argument("--records", metavar="FILE", help="activities, one JSON object a line; - is standard input")
        parser.add_argument("--json", action="store_true", help="JSON instead of a sentence")

    def handle(self, *args: Any, records: str | None = None, json: bool = False, **options: Any) -> str | None:
        """Matches the file without an account, or the account."""
        if records is None:
            return super().handle(*args, json=json, **options)
        self._say(list(match_lines(_lines(records))), json)
        return None

    def run(self, *, json: bool = False, **options: Any) -> str:
        """Matches all of the account's activities anew."""
        counts = rematch_all()
        return _json(counts) if json else _said(counts["activities"], counts["workouts"], counts["questions"])

    def _say(self, answers: list[dict[str, Any]], as_json: bool) -> None:
        if as_json:
            self.stdout.write("".join(_json(one) + "\n" for one in answers), ending="")
            return
        workouts = len({(one["user"], one["cluster"]) for one in answers})
        asked = sum(len(one.get("possible", ())) for one in answers) // 2
        self.stdout.write(_said(len(answers), workouts, asked))


def _said(activities: int, workouts: int, questions: int) -> str:
    return f"Activities: {activities:,}. Workouts: {workouts:,}. Questions: {questions:,}."


def _json(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"))


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    """The lines; one that is longer than any activity comes in pieces, so that nothing without end is waited for."""
    return iter(partial(file.readline, LONGEST), b"")


def _lines(path: str) -> list[RecordLine]:
    try:
        if path == "-":
            return read_lines(_pieces(sys.stdin.buffer))
        with open(path, "rb") as file:
            return read_lines(_pieces(file))
    except OSError as problem:
        raise CommandError(f"{path} was not read: {problem.strerror}. Nothing was matched.") from None
    except LineError as problem:
        raise CommandError(str(problem)) from None
