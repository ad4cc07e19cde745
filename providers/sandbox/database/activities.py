"""Stores the activities on the platform."""

import time
from dataclasses import dataclass, replace
from sqlite3 import Row
from typing import Any

from providers.sandbox.database.sqlite_file import SqliteFile
from providers.sandbox.fixture_activity import FixtureActivity


@dataclass(frozen=True, slots=True)
class SandboxActivity:
    """Represents one activity of an athlete on the platform; the column `outing` holds its fixture as JSON."""

    id: int
    athlete: str
    fixture: FixtureActivity

    @classmethod
    def from_row(cls, row: Row) -> "SandboxActivity":
        """Returns the activity in a row."""
        return cls(row["id"], row["athlete"], FixtureActivity.from_json(row["outing"]))


@dataclass(frozen=True, slots=True)
class ActivityRename:
    """Represents one change of an activity's name; `by` is "application" or "athlete"."""

    before: str
    after: str
    at: float
    by: str


class ActivityTable:
    """Stores activities; no id is given twice, not even after a deletion."""

    def __init__(self, file: SqliteFile) -> None:
        self._file = file

    def add(self, athlete: str, fixture: FixtureActivity) -> int:
        """Adds an activity; returns its id."""
        statement = "INSERT INTO activities (athlete, start, only_me, outing) VALUES (?, ?, ?, ?)"
        return self._file.execute(statement, athlete, fixture.start, fixture.only_me, fixture.to_json())

    def get(self, number: int) -> SandboxActivity | None:
        """Returns the activity with an id, of whichever athlete; None when there is none."""
        row = self._file.fetch_one("SELECT * FROM activities WHERE id = ?", number)
        return SandboxActivity.from_row(row) if row else None

    def for_athlete(
        self,
        athlete: str,
        *,
        limit: int = 1_000_000,
        offset: int = 0,
        before: float = 1e12,
        after: float = -1e12,
        only_me: bool = True,
        oldest_first: bool = False,
    ) -> list[SandboxActivity]:
        """Returns the athlete's activities between two starts, newest first; private ones only if `only_me`."""
        order = "start, id" if oldest_first else "start DESC, id DESC"
        rows = self._file.fetch_all(
            f"SELECT * FROM activities WHERE athlete = ? AND start < ? AND start > ? AND only_me <= ? ORDER BY {order}"  # noqa: S608 - no order comes from outside
            " LIMIT ? OFFSET ?",
            *(athlete, before, after, only_me, limit, offset),
        )
        return [SandboxActivity.from_row(row) for row in rows]

    def count(self, athlete: str) -> int:
        """Returns how many activities the athlete has."""
        row = self._file.fetch_one("SELECT count(*) FROM activities WHERE athlete = ?", athlete)
        return row[0] if row else 0

    def update(self, number: int, by: str = "athlete", **fields: Any) -> None:
        """Changes fields of the fixture; the earlier name is recorded."""
        with self._file.transaction():
            activity = self.get(number)
            if activity is None:
                return
            before, after = activity.fixture, replace(activity.fixture, **fields)
            update = "UPDATE activities SET start = ?, only_me = ?, outing = ? WHERE id = ?"
            self._file.execute(update, after.start, after.only_me, after.to_json(), number)
            if after.name != before.name:
                insert = "INSERT INTO renames (activity, name_before, name_after, at, by) VALUES (?, ?, ?, ?, ?)"
                self._file.execute(insert, number, before.name, after.name, time.time(), by)

    def delete(self, number: int) -> None:
        """Deletes an activity, as its athlete does on the platform."""
        self._file.execute("DELETE FROM activities WHERE id = ?", number)

    def renames(self, number: int) -> list[ActivityRename]:
        """Returns all changes of an activity's name, oldest first."""
        query = "SELECT name_before, name_after, at, by FROM renames WHERE activity = ? ORDER BY id"
        return [ActivityRename(*row) for row in self._file.fetch_all(query, number)]
