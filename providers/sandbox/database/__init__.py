"""Stores all that the sandbox knows in one SQLite file that outlives the process."""

from pathlib import Path

from providers.sandbox.database.activities import ActivityTable
from providers.sandbox.database.athletes import AthleteTable
from providers.sandbox.database.calls import CallTable
from providers.sandbox.database.faults import FaultTable
from providers.sandbox.database.grants import GrantTable
from providers.sandbox.database.sqlite_file import SqliteFile


class SandboxDatabase:
    """Holds the tables; any thread may use them."""

    def __init__(
        self, folder: Path, *, keep_bodies: bool = False, access_s: float = 21_600, single_use_refresh: bool = False
    ) -> None:
        self._file = SqliteFile(folder)
        self.activities = ActivityTable(self._file)
        self.athletes = AthleteTable(self._file, self.activities)
        self.grants = GrantTable(self._file, access_s, single_use_refresh=single_use_refresh)
        self.calls = CallTable(self._file, keep_bodies)
        self.faults = FaultTable(self._file)

    def close(self) -> None:
        """Closes the file."""
        self._file.close()
