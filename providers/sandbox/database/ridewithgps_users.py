"""Stores the users of RideWithGPS: which athletes they are, and their ids and those of their gear."""

import time
from dataclasses import dataclass

from providers.sandbox.database.activities import ActivityTable
from providers.sandbox.database.athletes import AthleteTable, SandboxGear
from providers.sandbox.database.sqlite_file import SqliteFile
from providers.sandbox.database.trips import TripTable
from providers.sandbox.fixture_trip import fixture_trip, trip_times


@dataclass(frozen=True, slots=True)
class RideWithGpsUser:
    """Represents an athlete on RideWithGPS, with the id that the athlete has there."""

    id: int
    athlete: str
    joined_at: float


@dataclass(frozen=True, slots=True)
class RideWithGpsGear:
    """Represents gear on RideWithGPS, with the id that it has there."""

    id: int
    gear: SandboxGear


class RideWithGpsUserTable:
    """Lets athletes join RideWithGPS: their devices have pushed every activity to it, too."""

    def __init__(self, file: SqliteFile, athletes: AthleteTable, activities: ActivityTable, trips: TripTable) -> None:
        self._file = file
        self._athletes = athletes
        self._activities = activities
        self._trips = trips

    def join(self, athlete: str) -> None:
        """Gives an athlete a user, gear and one trip for each activity, unless the athlete has joined before."""
        with self._file.transaction():
            if self.get(athlete) is not None:
                return
            now = time.time()
            self._file.execute("INSERT INTO ridewithgps_users (athlete, joined_at) VALUES (?, ?)", athlete, now)
            for gear in self._athletes.gear(athlete):
                self._file.execute("INSERT INTO ridewithgps_gear (athlete, gear) VALUES (?, ?)", athlete, gear.id)
            self._add_trips(athlete, now)

    def get(self, athlete: str) -> RideWithGpsUser | None:
        """Returns the user that an athlete is; None when the athlete has not joined."""
        row = self._file.fetch_one("SELECT id, athlete, joined_at FROM ridewithgps_users WHERE athlete = ?", athlete)
        return RideWithGpsUser(*row) if row else None

    def gear(self, athlete: str) -> list[RideWithGpsGear]:
        """Returns the athlete's gear, in the order of its ids."""
        owned = {gear.id: gear for gear in self._athletes.gear(athlete)}
        rows = self._file.fetch_all("SELECT id, gear FROM ridewithgps_gear WHERE athlete = ? ORDER BY id", athlete)
        return [RideWithGpsGear(row["id"], owned[row["gear"]]) for row in rows]

    def _add_trips(self, athlete: str, now: float) -> None:
        recordings = {file.activity: file.fixture for file in self._athletes.files(athlete)}
        for activity in reversed(self._activities.for_athlete(athlete)):
            recorded = recordings.get(activity.id) if activity.fixture.hidden_time else None
            trip = fixture_trip(activity.fixture, recorded)
            self._trips.add(athlete, trip, *trip_times(trip, now))
