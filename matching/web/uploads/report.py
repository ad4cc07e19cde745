"""Writes the report of a run: one line per file, as CSV that a spreadsheet opens without running any of it."""

import csv
from collections.abc import Iterator

from accounts.models import Account
from activities.models import SourceFile
from activities.spreadsheet import BOM, escape_formula
from matching.web.uploads.file_workouts import file_workouts
from matching.web.uploads.outcome import file_outcome
from matching.web.uploads.upload_run import UploadRun, files_since

COLUMNS = ("file", "bytes", "state", "result")
STATES = {"waiting": "waiting", "read": "read", "refused": "refused", "copy": "already here"}


def report(run: UploadRun, account: Account) -> Iterator[str]:
    """Yields the lines of the report, after a line of column names."""
    writer = csv.writer(_Echo())
    files = files_since(run.start).select_related("copy_of").order_by("name", "pk")
    workouts = file_workouts(files_since(run.start).values("pk"))
    yield BOM + writer.writerow(COLUMNS)
    for file in files.iterator():
        yield writer.writerow(map(escape_formula, _cells(file, file_outcome(file, workouts, account).text)))


def _cells(file: SourceFile, outcome: str) -> tuple[str, ...]:
    return file.name, str(file.size), STATES[file.state], outcome


class _Echo:
    """Stands in for a file: the CSV writer gets each line back from it."""

    def write(self, line: str) -> str:
        return line
