"""Stores the faults of the athletes' next calls."""

from dataclasses import dataclass

from providers.sandbox.database.sqlite_file import SqliteFile
from providers.sandbox.platforms import PLATFORM_NAMES, STRAVA, Platform

FAULTS = (
    *("timeout", "500", "500_after_change", "lost_reply", "429", "html", "half_json", "revoked", "inactive"),
    *("no_date", "huge_name", "broken_activity", "slow", "empty_answer", "403", "404", "422"),
)
CALL_KINDS = ("list", "detail", "rename", "token", "athlete", "stats", "gear", "changes", "delete", "file")
"""A fault can be restricted to calls of these kinds."""


@dataclass(frozen=True, slots=True)
class SandboxFault:
    """Represents a fault of the next `times` calls of some kinds (all, when none is named), or of one activity.

    It is of one platform, or of any if `platform` is empty.
    """

    id: int
    fault: str
    calls: tuple[str, ...]
    times: int
    seconds: float
    activity: int | None
    platform: str = ""


class FaultTable:
    """Stores faults, which are applied in the order in which they were added."""

    def __init__(self, file: SqliteFile) -> None:
        self._file = file

    def add(
        self,
        athlete: str,
        fault: str,
        calls: tuple[str, ...] = (),
        times: int = 1,
        seconds: float = 30.0,
        activity: int | None = None,
        platform: str = "",
    ) -> None:
        """Adds a fault of the next calls. Raises ValueError for an unknown fault, kind of call or platform."""
        if fault not in FAULTS or not set(calls) <= set(CALL_KINDS) or platform not in ("", *PLATFORM_NAMES):
            listed = (", ".join(names) for names in (FAULTS, CALL_KINDS, PLATFORM_NAMES))
            raise ValueError("faults: {}; calls: {}; platform: {}".format(*listed))
        self._file.execute(
            "INSERT INTO faults (athlete, fault, calls, times, seconds, activity, platform)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            *(athlete, fault, ",".join(calls), times, seconds, activity, platform),
        )

    def pop(
        self, athlete: str, kind: str, activity: int | None = None, platform: Platform = STRAVA
    ) -> SandboxFault | None:
        """Returns the fault of this call and counts it down; the fault `broken_activity` is permanent."""
        with self._file.transaction():
            for fault in self.for_athlete(athlete):
                if fault.platform not in ("", platform) or not _applies(fault, kind, activity):
                    continue
                if fault.fault != "broken_activity":
                    self._count_down(fault)
                return fault
        return None

    def for_athlete(self, athlete: str) -> list[SandboxFault]:
        """Returns the faults that are still pending."""
        query = "SELECT id, fault, calls, times, seconds, activity, platform FROM faults WHERE athlete = ? ORDER BY id"
        return [
            SandboxFault(number, fault, tuple(filter(None, calls.split(","))), *rest)
            for number, fault, calls, *rest in self._file.fetch_all(query, athlete)
        ]

    def clear(self, athlete: str) -> None:
        """Deletes all faults of an athlete."""
        self._file.execute("DELETE FROM faults WHERE athlete = ?", athlete)

    def _count_down(self, fault: SandboxFault) -> None:
        if fault.times > 1:
            self._file.execute("UPDATE faults SET times = times - 1 WHERE id = ?", fault.id)
        else:
            self._file.execute("DELETE FROM faults WHERE id = ?", fault.id)


def _applies(fault: SandboxFault, kind: str, activity: int | None) -> bool:
    if fault.fault == "broken_activity":
        return activity is not None and fault.activity == activity
    is_kind_meant = not fault.calls or kind in fault.calls
    return is_kind_meant and (fault.activity is None or fault.activity == activity)
