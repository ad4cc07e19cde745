"""Stores the trips on RideWithGPS."""

import time
from dataclasses import dataclass, replace
from sqlite3 import Row
from typing import Any, Literal

from providers.sandbox.database.activities import ActivityRename
from providers.sandbox.database.sqlite_file import SqliteFile
from providers.sandbox.fixture_activity import FixtureActivity

TripAction = Literal["created", "updated", "deleted"]


@dataclass(frozen=True, slots=True)
class SandboxTrip:
    """Represents one trip of an athlete: what the device recorded, with its name, gear and privacy on RideWithGPS.

    Times are in Unix seconds; `deleted_at` is None while the trip exists.
    """

    id: int
    athlete: str
    fixture: FixtureActivity
    created_at: float
    updated_at: float
    deleted_at: float | None = None

    @classmethod
    def from_row(cls, row: Row) -> "SandboxTrip":
        """Returns the trip in a row."""
        fixture = FixtureActivity.from_json(row["outing"])
        return cls(row["id"], row["athlete"], fixture, row["created_at"], row["updated_at"], row["deleted_at"])

    def last_action(self, since: float) -> tuple[TripAction, float]:
        """Returns the last thing that happened to the trip, as one who last looked at `since` sees it, and when."""
        if self.deleted_at is not None:
            return "deleted", self.deleted_at
        return ("created", self.created_at) if self.created_at >= since else ("updated", self.updated_at)


class TripTable:
    """Stores trips.  No id is given twice, and a deleted trip stays as a row that only the changes show."""

    def __init__(self, file: SqliteFile) -> None:
        self._file = file

    def add(
        self,
        athlete: str,
        fixture: FixtureActivity,
        created_at: float | None = None,
        updated_at: float | None = None,
    ) -> int:
        """Adds a trip that was created now, if no time is given; returns its id."""
        created_at = time.time() if created_at is None else created_at
        return self._file.execute(
            "INSERT INTO trips (athlete, start, outing, created_at, updated_at) VALUES (?, ?, ?, ?, ?)",
            *(athlete, fixture.start, fixture.to_json(), created_at),
            created_at if updated_at is None else updated_at,
        )

    def get(self, number: int) -> SandboxTrip | None:
        """Returns the trip with an id, of whichever athlete; None when there is none, or it is deleted."""
        row = self._file.fetch_one("SELECT * FROM trips WHERE id = ? AND deleted_at IS NULL", number)
        return SandboxTrip.from_row(row) if row else None

    def last_updated_first(self, athlete: str, *, limit: int, offset: int = 0) -> list[SandboxTrip]:
        """Returns the athlete's trips, the one that was changed last first."""
        return self._list(athlete, "updated_at DESC, id DESC", limit, offset)

    def newest_first(self, athlete: str, *, limit: int = 1_000_000, offset: int = 0) -> list[SandboxTrip]:
        """Returns the athlete's trips, the one that started last first."""
        return self._list(athlete, "start DESC, id DESC", limit, offset)

    def changed_since(self, athlete: str, since: float) -> list[SandboxTrip]:
        """Returns the trips that were created, changed or deleted at `since` or later, in the order of their ids."""
        rows = self._file.fetch_all(
            "SELECT * FROM trips WHERE athlete = ? AND max(updated_at, coalesce(deleted_at, updated_at)) >= ?"
            " ORDER BY id",
            athlete,
            since,
        )
        return [SandboxTrip.from_row(row) for row in rows]

    def count(self, athlete: str) -> int:
        """Returns how many trips the athlete has."""
        row = self._file.fetch_one("SELECT count(*) FROM trips WHERE athlete = ? AND deleted_at IS NULL", athlete)
        return row[0] if row else 0

    def update(self, number: int, by: str = "athlete", **fields: Any) -> None:
        """Changes fields of the fixture; the earlier name is recorded."""
        with self._file.transaction():
            trip = self.get(number)
            if trip is None:
                return
            before, after = trip.fixture, replace(trip.fixture, **fields)
            update = "UPDATE trips SET start = ?, outing = ?, updated_at = ? WHERE id = ?"
            self._file.execute(update, after.start, after.to_json(), time.time(), number)
            if after.name != before.name:
                insert = "INSERT INTO renames (activity, name_before, name_after, at, by) VALUES (?, ?, ?, ?, ?)"
                self._file.execute(insert, number, before.name, after.name, time.time(), by)

    def delete(self, number: int) -> None:
        """Deletes a trip, as its athlete does on RideWithGPS."""
        self._file.execute("UPDATE trips SET deleted_at = ? WHERE id = ? AND deleted_at IS NULL", time.time(), number)

    def renames(self, number: int) -> list[ActivityRename]:
        """Returns all changes of a trip's name, oldest first; no activity has the id of a trip."""
        query = "SELECT name_before, name_after, at, by FROM renames WHERE activity = ? ORDER BY id"
        return [ActivityRename(*row) for row in self._file.fetch_all(query, number)]

    def _list(self, athlete: str, order: str, limit: int, offset: int) -> list[SandboxTrip]:
        rows = self._file.fetch_all(
            f"SELECT * FROM trips WHERE athlete = ? AND deleted_at IS NULL ORDER BY {order} LIMIT ? OFFSET ?",  # noqa: S608 - the order is a constant
            *(athlete, limit, offset),
        )
        return [SandboxTrip.from_row(row) for row in rows]
