"""Stores the athletes: their names, their gear and their files."""

import secrets
import string
import time
from dataclasses import dataclass, replace
from sqlite3 import Row

from providers.sandbox.database.activities import ActivityTable
from providers.sandbox.database.sqlite_file import SqliteFile
from providers.sandbox.fixture_activity import FixtureActivity
from providers.sandbox.history import AthleteHistory, FixtureGear, generate_history

CODE_ALPHABET = string.ascii_lowercase + string.digits
CODE_LENGTH = 16
FIRST_NAMES = ("Anna", "Bruno", "Clara", "Emil", "Hanna", "Jonas", "Lena", "Mira", "Paul", "Vera")
LAST_NAMES = ("Auer", "Berger", "Egger", "Fuchs", "Haas", "Lang", "Moser", "Pichler", "Reiter", "Winkler")


@dataclass(frozen=True, slots=True)
class SandboxAthlete:
    """Represents a made-up athlete; whoever knows the `code` may act for the athlete."""

    number: int
    code: str
    first: str
    last: str
    created_at: float


@dataclass(frozen=True, slots=True)
class SandboxGear:
    """Represents a bike (`b…`) or a pair of shoes (`g…`) on the platform."""

    id: str
    fixture: FixtureGear

    @classmethod
    def from_row(cls, row: Row) -> "SandboxGear":
        """Returns the gear in a row."""
        texts = (row["kind"], row["brand"], row["model"], row["nickname"])
        flags = (bool(row["retired"]), bool(row["is_primary"]))
        return cls(f"{row['kind']}{row['number']}", FixtureGear("", *texts, *flags, row["distance_m"]))


@dataclass(frozen=True, slots=True)
class SandboxFile:
    """Represents a file that the athlete has; what its device recorded may differ from what the platform says."""

    kind: str
    fixture: FixtureActivity
    note: str
    activity: int | None


class AthleteTable:
    """Creates athletes and looks them up; the table of their files is called `kept`."""

    def __init__(self, file: SqliteFile, activities: ActivityTable) -> None:
        self._file = file
        self._activities = activities

    def create(self, history_name: str = "year", activities: int | None = None, code: str | None = None) -> str:
        """Creates an athlete with a made-up history ("demo", "year", "small", "none"); returns its code."""
        code = code or new_code()
        history = generate_history(history_name, code, int(time.time()), activities)
        with self._file.transaction():
            first, last = secrets.choice(FIRST_NAMES), secrets.choice(LAST_NAMES)
            statement = "INSERT INTO athletes (code, first, last, made_at) VALUES (?, ?, ?, ?)"
            self._file.execute(statement, code, first, last, time.time())
            self._add_history(code, history)
        return code

    def get(self, code: str) -> SandboxAthlete | None:
        """Returns the athlete with a code; None when there is none."""
        row = self._file.fetch_one("SELECT number, code, first, last, made_at FROM athletes WHERE code = ?", code)
        return SandboxAthlete(*row) if row else None

    def get_by_number(self, number: int) -> SandboxAthlete | None:
        """Returns the athlete with the id that the API gives; None when there is none."""
        row = self._file.fetch_one("SELECT number, code, first, last, made_at FROM athletes WHERE number = ?", number)
        return SandboxAthlete(*row) if row else None

    def gear(self, code: str) -> list[SandboxGear]:
        """Returns all gear of an athlete, retired gear included."""
        rows = self._file.fetch_all("SELECT * FROM gear WHERE athlete = ? ORDER BY number", code)
        return [SandboxGear.from_row(row) for row in rows]

    def files(self, code: str) -> list[SandboxFile]:
        """Returns the files that the athlete has, oldest first."""
        rows = self._file.fetch_all("SELECT kind, outing, note, activity FROM kept WHERE athlete = ? ORDER BY id", code)
        return [
            SandboxFile(kind, FixtureActivity.from_json(fixture), note, activity)
            for kind, fixture, note, activity in rows
        ]

    def _add_history(self, code: str, history: AthleteHistory) -> None:
        gear_ids = {gear.key: self._add_gear(code, gear) for gear in history.gear}
        activity_ids = [
            self._activities.add(code, replace(activity, gear=gear_ids.get(activity.gear or "")))
            for activity in history.activities
        ]
        for file in history.files:
            activity_id = None if file.index is None else activity_ids[file.index]
            statement = "INSERT INTO kept (athlete, activity, kind, outing, note) VALUES (?, ?, ?, ?, ?)"
            self._file.execute(statement, code, activity_id, file.kind, file.fixture.to_json(), file.note)

    def _add_gear(self, code: str, gear: FixtureGear) -> str:
        statement = (
            "INSERT INTO gear (athlete, kind, brand, model, nickname, retired, is_primary, distance_m)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
        )
        texts = (gear.kind, gear.brand, gear.model, gear.nickname)
        number = self._file.execute(statement, code, *texts, gear.is_retired, gear.is_primary, gear.distance_m)
        return f"{gear.kind}{number}"


def new_code() -> str:
    """Returns a code that nobody can guess."""
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))


def is_code(text: str) -> bool:
    """Returns whether a text has the form of a code."""
    return len(text) == CODE_LENGTH and set(text) <= set(CODE_ALPHABET)
