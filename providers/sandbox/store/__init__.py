"""All that the sandbox knows, in one SQLite file that outlives it."""

from pathlib import Path

from providers.sandbox.store.activities import Activities
from providers.sandbox.store.athletes import Athletes
from providers.sandbox.store.calls import Calls
from providers.sandbox.store.database import Database
from providers.sandbox.store.faults import Faults
from providers.sandbox.store.grants import Grants


class Store:
    """The parts of it; any thread may use them."""

    def __init__(self, folder: Path, *, keep_bodies: bool = False, access_s: float = 21_600) -> None:
        self._database = Database(folder)
        self.activities = Activities(self._database)
        self.athletes = Athletes(self._database, self.activities)
        self.grants = Grants(self._database, access_s)
        self.calls = Calls(self._database, keep_bodies)
        self.faults = Faults(self._database)

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()
