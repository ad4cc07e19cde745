"""`inspect PATHS…`: what would be stored of activity files, without storing anything."""

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from activities.parsers.file_paths import list_files
from activities.parsers.inspect import Inspection, inspect
from activities.parsers.process import ParserProcess
from activities.progress import show_progress
from activities.record import ActivityRecord, clean


class Command(BaseCommand):
    """Reads each path in a limited process.  Needs no database, key or service."""

    help = "Print what would be stored of activity files (FIT, GPX, TCX, gz, zip; folders are walked)."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", metavar="PATH", help="a file, an archive or a folder")
        parser.add_argument("--json", action="store_true", help="one JSON object a line for each file")

    def handle(self, *, paths: list[str], **options: Any) -> None:
        """Shows each file; status 0 only when everything was read."""
        files = [file for path in paths for file in list_files(path)]
        if not files:
            raise CommandError("There is no file in it. Nothing was read.")
        show, whole = _json if options["json"] else _lines, True
        with ParserProcess() as reader:
            for count, file in enumerate(files, 1):
                show_progress(f"{count} of {len(files)}")
                found = inspect(file, reader)
                show_progress("")
                self.stdout.write(show(found))
                whole &= found.is_whole
        if not whole:
            sys.exit(1)


def _json(found: Inspection) -> str:
    return json.dumps(found.as_json())


def _lines(found: Inspection) -> str:
    """The file, then indented its activities, notes and errors."""
    inside = [*map(_activity, found.activities), *found.notes, *found.errors]
    return "\n  ".join([clean(found.file) or "?", *inside])


def _activity(record: ActivityRecord) -> str:
    """Start, sport, length, distance and name of one activity on a line."""
    elapsed = "" if record.elapsed_s is None else f"{record.elapsed_s / 60:.0f} min"
    distance = "" if record.distance_m is None else f"{record.distance_m / 1000:.1f} km"
    flags = ", ".join(sorted(record.flags))
    words = (
        f"{record.started_at:%Y-%m-%d %H:%M:%SZ}",
        record.sport,
        elapsed,
        distance,
        record.name,
        record.device,
        flags,
    )
    return "  ".join(word for word in words if word)
