"""Logs the calls and counts them."""

import time
from dataclasses import dataclass
from typing import Literal

from providers.sandbox.database.sqlite_file import SqliteFile
from providers.sandbox.http import SandboxRequest, SandboxResponse
from providers.sandbox.platforms import STRAVA, Platform

CallNature = Literal["read", "write", "token"]

MAX_LOGGED_CALLS = 5000
"""The log holds this many calls of an athlete; the counts include all."""


@dataclass(frozen=True, slots=True)
class LoggedCall:
    """Represents one call; `request` and `answer` are empty unless the database keeps bodies.

    Programs read these fields as JSON, so their names stay.
    """

    at: float
    method: str
    target: str
    status: int
    nature: str
    fault: str
    request: str
    answer: str
    platform: str


@dataclass(frozen=True, slots=True)
class CallCounts:
    """Counts the calls for an athlete to one platform: reads and writes of the API, and calls for tokens."""

    reads: int = 0
    writes: int = 0
    token_calls: int = 0


class CallTable:
    """Stores the log of calls and their counts."""

    def __init__(self, file: SqliteFile, keep_bodies: bool) -> None:
        self._file = file
        self._keep_bodies = keep_bodies

    def log(
        self,
        athlete: str,
        nature: CallNature,
        request: SandboxRequest,
        response: SandboxResponse,
        fault: str = "",
        platform: Platform = STRAVA,
    ) -> None:
        """Counts and logs a call; `athlete` is empty when the call belongs to none."""
        bodies = (_format_request(request), response.body.decode(errors="replace")) if self._keep_bodies else ("", "")
        status = 0 if response.is_lost else response.status
        with self._file.transaction():
            number = self._file.execute(
                "INSERT INTO calls (athlete, at, method, target, status, nature, fault, request, answer, platform)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                *(
                    athlete,
                    time.time(),
                    request.method,
                    request.logged_target,
                    status,
                    nature,
                    fault,
                    *bodies,
                    platform,
                ),
            )
            self._file.execute(
                "INSERT INTO counts VALUES (?, ?, 1) ON CONFLICT DO UPDATE SET count = count + 1",
                *(athlete, _counted_as(platform, nature)),
            )
            if number % 100 == 0:
                self._expire_old_calls(athlete)

    def for_athlete(self, athlete: str, limit: int = MAX_LOGGED_CALLS) -> list[LoggedCall]:
        """Returns the last calls, newest first."""
        query = (
            "SELECT at, method, target, status, nature, fault, request, answer, platform FROM calls"
            " WHERE athlete = ? ORDER BY id DESC LIMIT ?"
        )
        return [LoggedCall(*row) for row in self._file.fetch_all(query, athlete, limit)]

    def counts(self, athlete: str, platform: Platform = STRAVA) -> CallCounts:
        """Returns the counts of all calls to a platform ever made for an athlete."""
        rows = self._file.fetch_all("SELECT nature, count FROM counts WHERE athlete = ?", athlete)
        counts: dict[str, int] = {row["nature"]: row["count"] for row in rows}
        natures: tuple[CallNature, ...] = ("read", "write", "token")
        return CallCounts(*(counts.get(_counted_as(platform, nature), 0) for nature in natures))

    def _expire_old_calls(self, athlete: str) -> None:
        self._file.execute(
            "DELETE FROM calls WHERE athlete = ? AND id <="
            " (SELECT id FROM calls WHERE athlete = ? ORDER BY id DESC LIMIT 1 OFFSET ?)",
            *(athlete, athlete, MAX_LOGGED_CALLS),
        )


def _counted_as(platform: Platform, nature: CallNature) -> str:
    """Returns the column `nature` of the counts, which names the platform unless it is Strava, the first one."""
    return nature if platform == STRAVA else f"{platform} {nature}"


def _format_request(request: SandboxRequest) -> str:
    headers = "".join(f"{name}: {value}\n" for name, value in request.headers.items())
    return f"{request.method} {request.target}\n{headers}\n{request.body.decode(errors='replace')}"
