"""Stores all that the sandbox knows in one SQLite file that outlives the process."""

from contextlib import AbstractContextManager
from pathlib import Path

from providers.sandbox.database.activities import ActivityTable
from providers.sandbox.database.athletes import AthleteTable
from providers.sandbox.database.calls import CallTable
from providers.sandbox.database.faults import FaultTable
from providers.sandbox.database.grants import REFRESH_MARGIN_S, GrantTable
from providers.sandbox.database.ridewithgps_users import RideWithGpsUserTable
from providers.sandbox.database.sqlite_file import SqliteFile
from providers.sandbox.database.subscriptions import SubscriptionTable
from providers.sandbox.database.trips import TripTable


class SandboxDatabase:
    """Holds the tables; any thread may use them.  With a `speed`, tokens expire so many times faster."""

    def __init__(
        self,
        folder: Path,
        *,
        keep_bodies: bool = False,
        access_s: float = 21_600,
        single_use_refresh: bool = False,
        speed: float = 1.0,
    ) -> None:
        self._file = SqliteFile(folder)
        self.activities = ActivityTable(self._file)
        self.athletes = AthleteTable(self._file, self.activities)
        self.trips = TripTable(self._file)
        self.ridewithgps_users = RideWithGpsUserTable(self._file, self.athletes, self.activities, self.trips)
        self.grants = GrantTable(
            self._file, access_s / speed, REFRESH_MARGIN_S / speed, single_use_refresh=single_use_refresh
        )
        self.calls = CallTable(self._file, keep_bodies)
        self.faults = FaultTable(self._file)
        self.subscriptions = SubscriptionTable(self._file)

    def transaction(self) -> AbstractContextManager[None]:
        """Commits all of the block or nothing; other threads wait."""
        return self._file.transaction()

    def close(self) -> None:
        """Closes the file."""
        self._file.close()
