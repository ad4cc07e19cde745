"""`inspect PATHS…` shows what would be stored of activity files, without storing anything."""

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from activities.parsers.file_paths import list_files
from activities.parsers.inspect import Inspection, inspect_file
from activities.parsers.process import ParserProcess
from activities.progress import show_progress
from activities.record import ActivityRecord, clean_text


class Command(BaseCommand):
    """The command parses each path in a limited process. It needs no database, key or service."""

    help = "Print what would be stored of activity files (FIT, GPX, TCX, gz, zip; folders are walked)."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Adds the paths and `--json`."""
        parser.add_argument("paths", nargs="+", metavar="PATH", help="a file, an archive or a folder")
        parser.add_argument("--json", action="store_true", help="one JSON object per line for each file")

    def handle(self, *, paths: list[str], **options: Any) -> None:
        """Prints each file; exits with status 1 when anything was refused."""
        files = [file for path in paths for file in list_files(path)]
        if not files:
            raise CommandError("No files found. Nothing was read.")
        format_inspection, is_complete = _json if options["json"] else _lines, True
        with ParserProcess() as parser:
            for count, file in enumerate(files, 1):
                show_progress(f"{count} of {len(files)}")
                inspection = inspect_file(file, parser)
                show_progress("")
                self.stdout.write(format_inspection(inspection))
                is_complete &= inspection.is_complete
        if not is_complete:
            sys.exit(1)


def _json(inspection: Inspection) -> str:
    return json.dumps(inspection.as_json())


def _lines(inspection: Inspection) -> str:
    """Returns the file, then indented its activities, notes and errors."""
    details = [*map(_activity_line, inspection.activities), *inspection.notes, *inspection.errors]
    return "\n  ".join([clean_text(inspection.file) or "?", *details])


def _activity_line(record: ActivityRecord) -> str:
    """Returns start, sport, length, distance and name of one activity on a line."""
    elapsed = "" if record.elapsed_s is None else f"{record.elapsed_s / 60:.0f} min"
    distance = "" if record.distance_m is None else f"{record.distance_m / 1000:.1f} km"
    flags = ", ".join(sorted(record.flags))
    texts = (
        f"{record.started_at:%Y-%m-%d %H:%M:%SZ}",
        record.sport,
        elapsed,
        distance,
        record.name,
        record.device,
        flags,
    )
    return "  ".join(text for text in texts if text)
