"""The report of a run: one line per file, as CSV that a spreadsheet opens without running any of it."""

import csv
from collections.abc import Iterator

from accounts.models import Account
from activities.models import SourceFile
from matching.web.uploads.file_workouts import file_workouts
from matching.web.uploads.outcome import outcome
from matching.web.uploads.upload_run import UploadRun, files_since

COLUMNS = ("file", "bytes", "state", "what came of it")
STATES = {"waiting": "waiting", "read": "read", "refused": "refused", "twin": "already here"}
FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r")
"""What a spreadsheet takes for the beginning of something to run."""
BOM = "\ufeff"


def report(run: UploadRun, account: Account) -> Iterator[str]:
    """The lines of the report, the names of files first."""
    writer = csv.writer(_Echo())
    files = files_since(run.begin).select_related("twin").order_by("name", "pk")
    places = file_workouts(files_since(run.begin).values("pk"))
    yield BOM + writer.writerow(COLUMNS)
    for file in files.iterator():
        yield writer.writerow(map(harmless, _line(file, outcome(file, places, account).sentence)))


def _line(file: SourceFile, sentence: str) -> tuple[str, ...]:
    return file.name, str(file.size), STATES[file.state], sentence


def harmless(text: str) -> str:
    """The text, after an apostrophe where a spreadsheet would take it for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text


class _Echo:
    """A file for the writer that hands each line back."""

    def write(self, line: str) -> str:
        return line
