"""Imports an export in short steps: first every row of every table is checked, then the tables are written in order."""

from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from django.db import transaction
from django.utils import timezone

from accounts.jobs.services.enqueue import enqueue
from accounts.services.lock_account import lock_account
from accounts.services.quota import QuotaFull, Room, load_room
from activities.services.delete_stored_files import delete_stored_files
from matching.models import PendingMatch
from matching.services.retention import TRIM_JOB
from providers.models import Connection
from tracekit_site.account_export.tables import ExportedTable, exported_tables
from tracekit_site.account_import.account_import import AccountImport
from tracekit_site.account_import.archive import ExportArchive, InvalidExport, Row, invalid_row
from tracekit_site.account_import.clean import clean_row, is_known
from tracekit_site.account_import.write_files import write_files
from tracekit_site.account_import.write_rows import WRITERS, record_of, write_rows

BATCH_SIZES = {"activities": 100, "files": 10}
BATCH_SIZE = 200
"""One transaction writes this many rows."""

NO_ROOM = "This account has no room for everything in this export. Ask the operator for more."

WITHIN_QUOTA = ("uploads", "files", "activities")
"""A quota counts the rows of these tables."""

CHECK_SIZE = 1000
"""One step checks this many rows, which are not written yet."""

AFTER_MATCHING = ("trimmed_activities", "write_backs")
"""Rows of these tables name workouts, so everything must be matched before."""


class MatchingUnfinished(Exception):
    """Workouts are still being matched: the next batch has to wait."""


def imported_tables() -> list[ExportedTable]:
    """Returns the tables that an import reads, in order: those that are not computed from others."""
    return [table for table in exported_tables() if not table.export.derived]


class ImportSteps:
    """Imports one archive into what the account has room for.

    `commit` is called in each transaction, after the progress was noted in the import.
    """

    def __init__(
        self,
        account_import: AccountImport,
        archive: ExportArchive,
        commit: Callable[[], None],
        room: Callable[[], Room] = load_room,
    ) -> None:
        self._import, self._archive, self._commit, self._room = account_import, archive, commit, room
        self._tables = imported_tables()
        self._rows: Iterator[Row] | None = None

    def advance(self) -> None:
        """Checks or writes the next rows, in one transaction.

        Raises InvalidExport while nothing is written, MatchingUnfinished, and StorageUnavailable.
        """
        count = len(self._tables)
        if self._import.step < count:
            self._check(self._tables[self._import.step])
        elif self._import.step < 2 * count:
            self._write(self._tables[self._import.step - count])
        else:
            self._finish()

    def _check(self, table: ExportedTable) -> None:
        rows = self._next_rows(table, CHECK_SIZE)
        self._cleaned(table, rows)
        self._import.row_count += len(rows) if table.name in WITHIN_QUOTA else 0
        if table is self._tables[-1] and len(rows) < CHECK_SIZE:
            self._check_room()
        with transaction.atomic():
            self._note(len(rows), CHECK_SIZE)

    def _check_room(self) -> None:
        """Raises InvalidExport when the account has no room for the rows that were checked, or for the files."""
        sizes = self._archive.file_sizes()
        try:
            self._room().take(files=len(sizes), stored_bytes=sum(sizes), rows=self._import.row_count)
        except QuotaFull:
            raise InvalidExport(NO_ROOM) from None
        self._import.row_count = 0

    def _write(self, table: ExportedTable) -> None:
        if table.name in AFTER_MATCHING and PendingMatch.objects.exists():
            raise MatchingUnfinished
        size = BATCH_SIZES.get(table.name, BATCH_SIZE)
        rows = self._next_rows(table, size)
        known = [row for row in self._cleaned(table, rows) if is_known(table, row)]
        stored_names: list[str] = []
        try:
            with transaction.atomic():
                lock_account()
                skipped = len(rows) - len(known)
                if table.name == "files":
                    left_out, stored_names = write_files(self._import.pk, self._archive, known)
                else:
                    left_out = WRITERS.get(table.name, write_rows)(self._import.pk, table, known)
                self._import.row_count += len(known) - left_out
                self._import.skipped_count += skipped + left_out
                self._note(len(rows), size)
        except BaseException:
            delete_stored_files(stored_names)
            raise

    def _finish(self) -> None:
        """Ends the import; what a platform's rules let nobody keep any longer is trimmed at once."""
        with transaction.atomic():
            for connection in Connection.objects.all():
                enqueue(TRIM_JOB, provider=connection.provider, dedup_key=str(connection.pk))
            self._import.state, self._import.ended_at = AccountImport.State.DONE, timezone.now()
            self._commit()

    def _next_rows(self, table: ExportedTable, size: int) -> list[Row]:
        if self._rows is None:
            self._rows = self._archive.rows(table.name, self._import.line)
        return list(islice(self._rows, size))

    def _cleaned(self, table: ExportedTable, rows: Sequence[Row]) -> list[Row]:
        """Returns rows as the model holds them. Raises InvalidExport."""
        cleaned = []
        for line, row in enumerate(rows, self._import.line + 1):
            try:
                cleaned.append(clean_row(table, row))
                if table.name == "activities":
                    record_of(cleaned[-1])
            except ValueError:
                raise invalid_row(table.name, line) from None
        return cleaned

    def _note(self, done: int, size: int) -> None:
        """Notes how many rows are done; fewer than were asked for are the last of their table."""
        self._import.line += done
        if done < size:
            self._import.step, self._import.line, self._rows = self._import.step + 1, 0, None
        self._commit()
