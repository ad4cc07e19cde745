"""Measures for how long transactions hold the lock: from the statement that takes it to the end of the transaction."""

import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import quantiles
from typing import Any

from django.db import connection

ACCOUNT_LOCK = " FOR NO KEY UPDATE"


@dataclass(frozen=True, slots=True)
class LockDuration:
    """A duration is how long one transaction had the lock, in milliseconds: by the clock, and of the processor."""

    clock_ms: float
    cpu_ms: float


class LockTimer:
    """Collects the durations of every transaction by the kind of work that is under way.

    The lock is SQLite's write lock, from BEGIN IMMEDIATE on, or in PostgreSQL that of the account's row.
    """

    def __init__(self) -> None:
        self.durations: dict[str, list[LockDuration]] = defaultdict(list)
        self.kind = ""
        self._taken_at: tuple[float, float] | None = None

    @contextmanager
    def installed(self) -> Iterator[None]:
        """Watches all statements and commits of this thread's connection inside the block."""
        ends = {name: getattr(connection, name) for name in ("_commit", "_rollback")}
        for name, end in ends.items():
            setattr(connection, name, self._ending(end))
        with connection.execute_wrapper(self._execute):
            yield
        for name, end in ends.items():
            setattr(connection, name, end)

    def report(self, title: str) -> bool:
        """Prints for each kind how many there were, 99 % and the longest; returns whether all are short."""
        columns = ("times", "99 % clock", "99 % cpu", "max clock", "max cpu")
        print(f"{title}, milliseconds".ljust(44), *(f"{column:>10}" for column in columns))
        everything = [duration for durations in self.durations.values() for duration in durations]
        for kind, durations in [*sorted(self.durations.items()), ("all", everything)]:
            clock, cpu = [duration.clock_ms for duration in durations], [duration.cpu_ms for duration in durations]
            figures = (_most_of(clock), _most_of(cpu), max(clock), max(cpu))
            print(f"{kind:44} {len(durations):9}", *(f"{figure:10.1f}" for figure in figures))
        cpu = [duration.cpu_ms for duration in everything]
        return _most_of(cpu) <= 50 and max(cpu) <= 200

    def _execute(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        result = execute(sql, params, many, context)
        is_lock = sql.startswith("BEGIN IMMEDIATE") if connection.vendor == "sqlite" else sql.endswith(ACCOUNT_LOCK)
        if is_lock and self._taken_at is None:
            self._taken_at = time.perf_counter(), time.thread_time()
        return result

    def _ending(self, end: Callable[[], None]) -> Callable[[], None]:
        def end_and_record() -> None:
            end()
            if self._taken_at is not None:
                clock, cpu = time.perf_counter() - self._taken_at[0], time.thread_time() - self._taken_at[1]
                self.durations[self.kind].append(LockDuration(1000 * clock, 1000 * cpu))
                self._taken_at = None

        return end_and_record


def _most_of(values: list[float]) -> float:
    """Returns what 99 % of the values do not exceed."""
    return quantiles(values, n=100, method="inclusive")[-1] if len(values) > 1 else values[0]
