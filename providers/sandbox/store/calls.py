"""What was called, and how often."""

import time
from dataclasses import dataclass
from typing import Literal

from providers.sandbox.http import Answer, Request
from providers.sandbox.store.database import Database

Nature = Literal["read", "write", "token"]

MOST = 5000
"""So many calls of an athlete are kept; the counts go on."""


@dataclass(frozen=True, slots=True)
class Call:
    """One call; `request` and `answer` are whole only where bodies are kept."""

    at: float
    method: str
    target: str
    status: int
    nature: str
    fault: str
    request: str
    answer: str


@dataclass(frozen=True, slots=True)
class Counts:
    """How many calls there were for an athlete: reads and writes of the API, and calls for tokens."""

    reads: int = 0
    writes: int = 0
    token_calls: int = 0


class Calls:
    """The log."""

    def __init__(self, database: Database, keep_bodies: bool) -> None:
        self._database = database
        self._keep_bodies = keep_bodies

    def note(self, athlete: str, nature: Nature, request: Request, answer: Answer, fault: str = "") -> None:
        """Count a call and write it down; `athlete` is empty when nobody knows whose it is."""
        bodies = (_whole(request), answer.body.decode(errors="replace")) if self._keep_bodies else ("", "")
        status = 0 if answer.is_lost else answer.status
        with self._database.transaction():
            number = self._database.run(
                "INSERT INTO calls (athlete, at, method, target, status, nature, fault, request, answer)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                *(athlete, time.time(), request.method, request.target, status, nature, fault, *bodies),
            )
            self._database.run(
                "INSERT INTO counts VALUES (?, ?, 1) ON CONFLICT DO UPDATE SET count = count + 1", athlete, nature
            )
            if number % 100 == 0:
                self._forget_old(athlete)

    def of(self, athlete: str, most: int = MOST) -> list[Call]:
        """The last calls, newest first."""
        query = (
            "SELECT at, method, target, status, nature, fault, request, answer FROM calls"
            " WHERE athlete = ? ORDER BY id DESC LIMIT ?"
        )
        return [Call(*row) for row in self._database.rows(query, athlete, most)]

    def counts(self, athlete: str) -> Counts:
        """All calls there ever were."""
        rows = self._database.rows("SELECT nature, count FROM counts WHERE athlete = ?", athlete)
        found: dict[str, int] = {row["nature"]: row["count"] for row in rows}
        return Counts(found.get("read", 0), found.get("write", 0), found.get("token", 0))

    def _forget_old(self, athlete: str) -> None:
        self._database.run(
            "DELETE FROM calls WHERE athlete = ? AND id <="
            " (SELECT id FROM calls WHERE athlete = ? ORDER BY id DESC LIMIT 1 OFFSET ?)",
            *(athlete, athlete, MOST),
        )


def _whole(request: Request) -> str:
    head = "".join(f"{name}: {value}\n" for name, value in request.headers.items())
    return f"{request.method} {request.target}\n{head}\n{request.body.decode(errors='replace')}"
