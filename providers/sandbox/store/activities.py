"""The activities that lie on the platform."""

import time
from dataclasses import dataclass, replace
from sqlite3 import Row
from typing import Any

from providers.sandbox.outing import Outing
from providers.sandbox.store.database import Database


@dataclass(frozen=True, slots=True)
class Activity:
    """One activity of an athlete."""

    id: int
    athlete: str
    outing: Outing

    @classmethod
    def of(cls, row: Row) -> "Activity":
        """The activity in a row."""
        return cls(row["id"], row["athlete"], Outing.load(row["outing"]))


@dataclass(frozen=True, slots=True)
class Rename:
    """A name that an activity had; `by` is "application" or "athlete"."""

    before: str
    after: str
    at: float
    by: str


class Activities:
    """Ids are never given twice, not even after a deletion."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, athlete: str, outing: Outing) -> int:
        """A new activity; its id."""
        made = "INSERT INTO activities (athlete, start, only_me, outing) VALUES (?, ?, ?, ?)"
        return self._database.run(made, athlete, outing.start, outing.only_me, outing.dump())

    def get(self, number: int) -> Activity | None:
        """The activity of that id, whoever's it is."""
        row = self._database.row("SELECT * FROM activities WHERE id = ?", number)
        return Activity.of(row) if row else None

    def of(
        self,
        athlete: str,
        *,
        most: int = 1_000_000,
        skip: int = 0,
        before: float = 1e12,
        after: float = -1e12,
        only_me: bool = True,
    ) -> list[Activity]:
        """The athlete's activities between two starts, newest first, with those that only they may see or without."""
        rows = self._database.rows(
            "SELECT * FROM activities WHERE athlete = ? AND start < ? AND start > ? AND only_me <= ?"
            " ORDER BY start DESC, id DESC LIMIT ? OFFSET ?",
            *(athlete, before, after, only_me, most, skip),
        )
        return [Activity.of(row) for row in rows]

    def count(self, athlete: str) -> int:
        """How many the athlete has."""
        row = self._database.row("SELECT count(*) FROM activities WHERE athlete = ?", athlete)
        return row[0] if row else 0

    def change(self, number: int, by: str = "athlete", **fields: Any) -> None:
        """Give fields of the outing another value; the name's earlier values are kept."""
        with self._database.transaction():
            activity = self.get(number)
            if activity is None:
                return
            before, after = activity.outing, replace(activity.outing, **fields)
            statement = "UPDATE activities SET start = ?, only_me = ?, outing = ? WHERE id = ?"
            self._database.run(statement, after.start, after.only_me, after.dump(), number)
            if after.name != before.name:
                noted = "INSERT INTO renames (activity, name_before, name_after, at, by) VALUES (?, ?, ?, ?, ?)"
                self._database.run(noted, number, before.name, after.name, time.time(), by)

    def delete(self, number: int) -> None:
        """The athlete deletes it on the platform."""
        self._database.run("DELETE FROM activities WHERE id = ?", number)

    def renames(self, number: int) -> list[Rename]:
        """The names it had, in the order of time."""
        query = "SELECT name_before, name_after, at, by FROM renames WHERE activity = ? ORDER BY id"
        return [Rename(*row) for row in self._database.rows(query, number)]
