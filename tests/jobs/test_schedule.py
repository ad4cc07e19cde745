"""Periodic tasks run once in their slot, whoever calls the schedule, and whatever clocks do."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest

from accounts.jobs import kinds
from accounts.jobs.models import ScheduledRun
from accounts.jobs.schedule import Schedule

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 5, 3, 12, tzinfo=UTC)


@contextmanager
def clock_at(moment: datetime) -> Iterator[None]:
    """Sets the clock of this process to a moment."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("accounts.jobs.schedule.timezone.now", lambda: moment)
        yield


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Registers one task that runs hourly, and returns its runs."""
    runs: list[str] = []

    def task() -> None:
        runs.append("task")

    monkeypatch.setattr("accounts.jobs.schedule.PERIODIC_TASKS", [kinds.PeriodicTask(timedelta(hours=1), task)])
    return runs


def test_any_number_of_schedules_run_a_task_once_in_its_slot(runs: list[str]) -> None:
    schedules = [Schedule() for _ in range(5)]
    with clock_at(NOON):
        for schedule in schedules * 2:
            schedule.run_due_tasks()
    assert len(runs) == 1


def test_a_task_runs_in_every_slot(runs: list[str]) -> None:
    schedule = Schedule()
    for hour in range(3):
        with clock_at(NOON + timedelta(hours=hour)):
            schedule.run_due_tasks()
    assert len(runs) == 3


def test_a_task_runs_on_after_a_clock_jumped_ahead_and_back(runs: list[str]) -> None:
    schedule = Schedule()
    for shift in (timedelta(0), timedelta(days=365), timedelta(hours=1), timedelta(hours=2)):
        with clock_at(NOON + shift):
            schedule.run_due_tasks()
    assert len(runs) == 4


def test_only_the_rows_of_slots_around_now_are_stored(runs: list[str]) -> None:
    schedule = Schedule()
    for hour in range(30):
        with clock_at(NOON + timedelta(hours=hour)):
            schedule.run_due_tasks()
    assert ScheduledRun.objects.count() == 11


def test_a_task_that_raises_stops_neither_other_tasks_nor_its_next_slot(monkeypatch: pytest.MonkeyPatch) -> None:
    runs: list[str] = []

    def fail() -> None:
        runs.append("fail")
        raise ZeroDivisionError

    def succeed() -> None:
        runs.append("succeed")

    hour = timedelta(hours=1)
    monkeypatch.setattr(
        "accounts.jobs.schedule.PERIODIC_TASKS", [kinds.PeriodicTask(hour, fail), kinds.PeriodicTask(hour, succeed)]
    )
    schedule = Schedule()
    for shift in range(2):
        with clock_at(NOON + shift * hour):
            schedule.run_due_tasks()
    assert runs == ["fail", "succeed"] * 2
