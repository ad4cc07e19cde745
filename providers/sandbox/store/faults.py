"""The faults that wait for an athlete's next calls."""

from dataclasses import dataclass

from providers.sandbox.store.database import Database

FAULTS = (
    *("timeout", "500", "500_after_change", "lost_reply", "429", "html", "half_json", "revoked", "inactive"),
    *("no_date", "huge_name", "broken_activity"),
)
KINDS = ("list", "detail", "rename", "token", "athlete", "gear")
"""The kinds of calls that a fault can be meant for."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault, for the next `times` calls of those kinds (all, when none is named), or of one activity."""

    id: int
    fault: str
    calls: tuple[str, ...]
    times: int
    seconds: float
    activity: int | None


class Faults:
    """Faults are taken in the order in which they were asked for."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(
        self,
        athlete: str,
        fault: str,
        calls: tuple[str, ...] = (),
        times: int = 1,
        seconds: float = 30.0,
        activity: int | None = None,
    ) -> None:
        """Let the next calls fail.  Raises ValueError for a fault or a kind of call that there is not."""
        if fault not in FAULTS or not set(calls) <= set(KINDS):
            raise ValueError(f"faults: {', '.join(FAULTS)}; calls: {', '.join(KINDS)}")
        made = "INSERT INTO faults (athlete, fault, calls, times, seconds, activity) VALUES (?, ?, ?, ?, ?, ?)"
        self._database.run(made, athlete, fault, ",".join(calls), times, seconds, activity)

    def take(self, athlete: str, kind: str, activity: int | None = None) -> Fault | None:
        """The fault of this call, counted down; a broken activity stays broken."""
        with self._database.transaction():
            for fault in self.of(athlete):
                if not _meant(fault, kind, activity):
                    continue
                if fault.fault != "broken_activity":
                    self._count_down(fault)
                return fault
        return None

    def of(self, athlete: str) -> list[Fault]:
        """The faults that still wait."""
        query = "SELECT id, fault, calls, times, seconds, activity FROM faults WHERE athlete = ? ORDER BY id"
        return [
            Fault(number, fault, tuple(filter(None, calls.split(","))), times, seconds, activity)
            for number, fault, calls, times, seconds, activity in self._database.rows(query, athlete)
        ]

    def clear(self, athlete: str) -> None:
        """All calls work again."""
        self._database.run("DELETE FROM faults WHERE athlete = ?", athlete)

    def _count_down(self, fault: Fault) -> None:
        if fault.times > 1:
            self._database.run("UPDATE faults SET times = times - 1 WHERE id = ?", fault.id)
        else:
            self._database.run("DELETE FROM faults WHERE id = ?", fault.id)


def _meant(fault: Fault, kind: str, activity: int | None) -> bool:
    if fault.fault == "broken_activity":
        return activity is not None and fault.activity == activity
    wanted = not fault.calls or kind in fault.calls
    return wanted and (fault.activity is None or fault.activity == activity)
