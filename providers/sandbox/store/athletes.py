"""The athletes: who they are, what gear they have, which files they kept."""

import secrets
import string
import time
from dataclasses import dataclass, replace
from sqlite3 import Row

from providers.sandbox.history import Gear, History, made_up
from providers.sandbox.outing import Outing
from providers.sandbox.store.activities import Activities
from providers.sandbox.store.database import Database

LETTERS = string.ascii_lowercase + string.digits
CODE_LENGTH = 16
FIRST_NAMES = ("Anna", "Bruno", "Clara", "Emil", "Hanna", "Jonas", "Lena", "Mira", "Paul", "Vera")
LAST_NAMES = ("Auer", "Berger", "Egger", "Fuchs", "Haas", "Lang", "Moser", "Pichler", "Reiter", "Winkler")


@dataclass(frozen=True, slots=True)
class Athlete:
    """A made-up athlete; whoever knows the `code` may act for them."""

    number: int
    code: str
    first: str
    last: str
    made_at: float


@dataclass(frozen=True, slots=True)
class OwnedGear:
    """A bike (`b…`) or a pair of shoes (`g…`) on the platform."""

    id: str
    gear: Gear

    @classmethod
    def of(cls, row: Row) -> "OwnedGear":
        """The gear in a row."""
        told = (row["kind"], row["brand"], row["model"], row["nickname"], bool(row["retired"]), bool(row["is_primary"]))
        return cls(f"{row['kind']}{row['number']}", Gear("", *told, row["distance_m"]))


@dataclass(frozen=True, slots=True)
class Kept:
    """A recording that the athlete has as a file: what the device wrote, which need not be what the platform says."""

    kind: str
    outing: Outing
    note: str
    activity: int | None


class Athletes:
    """Makes athletes and finds them."""

    def __init__(self, database: Database, activities: Activities) -> None:
        self._database = database
        self._activities = activities

    def make(self, history: str = "year", activities: int | None = None, code: str | None = None) -> str:
        """A new athlete with a made-up history ("demo", "year", "small", "none"); the code."""
        code = code or new_code()
        life = made_up(history, code, int(time.time()), activities)
        with self._database.transaction():
            first, last = secrets.choice(FIRST_NAMES), secrets.choice(LAST_NAMES)
            made = "INSERT INTO athletes (code, first, last, made_at) VALUES (?, ?, ?, ?)"
            self._database.run(made, code, first, last, time.time())
            self._fill(code, life)
        return code

    def get(self, code: str) -> Athlete | None:
        """The athlete of a code."""
        row = self._database.row("SELECT number, code, first, last, made_at FROM athletes WHERE code = ?", code)
        return Athlete(*row) if row else None

    def find(self, number: int) -> Athlete | None:
        """The athlete of the id that the API tells."""
        row = self._database.row("SELECT number, code, first, last, made_at FROM athletes WHERE number = ?", number)
        return Athlete(*row) if row else None

    def gear(self, code: str) -> list[OwnedGear]:
        """All gear, retired too."""
        rows = self._database.rows("SELECT * FROM gear WHERE athlete = ? ORDER BY number", code)
        return [OwnedGear.of(row) for row in rows]

    def kept(self, code: str) -> list[Kept]:
        """The files the athlete has, oldest first."""
        query = "SELECT kind, outing, note, activity FROM kept WHERE athlete = ? ORDER BY id"
        return [Kept(kind, Outing.load(outing), *rest) for kind, outing, *rest in self._database.rows(query, code)]

    def _fill(self, code: str, life: History) -> None:
        gear = {each.key: self._add_gear(code, each) for each in life.gear}
        ids = [self._activities.add(code, replace(outing, gear=gear.get(outing.gear or ""))) for outing in life.outings]
        for keep in life.kept:
            of = None if keep.index is None else ids[keep.index]
            made = "INSERT INTO kept (athlete, activity, kind, outing, note) VALUES (?, ?, ?, ?, ?)"
            self._database.run(made, code, of, keep.kind, keep.outing.dump(), keep.note)

    def _add_gear(self, code: str, gear: Gear) -> str:
        made = (
            "INSERT INTO gear (athlete, kind, brand, model, nickname, retired, is_primary, distance_m)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
        )
        told = (gear.kind, gear.brand, gear.model, gear.nickname, gear.retired, gear.is_primary, gear.distance_m)
        return f"{gear.kind}{self._database.run(made, code, *told)}"


def new_code() -> str:
    """A code that nobody guesses."""
    return "".join(secrets.choice(LETTERS) for _ in range(CODE_LENGTH))


def is_code(text: str) -> bool:
    """Whether it is written as codes are."""
    return len(text) == CODE_LENGTH and set(text) <= set(LETTERS)
