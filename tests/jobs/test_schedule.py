"""What is done every so often is done once, whoever ticks, and whatever clocks do."""

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
    """This process's clock says so."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("accounts.jobs.schedule.timezone.now", lambda: moment)
        yield


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was done, by a timetable of one chore an hour."""
    done: list[str] = []

    def chore() -> None:
        done.append("chore")

    monkeypatch.setattr("accounts.jobs.schedule.PERIODIC_TASKS", [kinds.PeriodicTask(timedelta(hours=1), chore)])
    return done


def test_any_number_of_beats_do_a_chore_once_in_its_slot(done: list[str]) -> None:
    beats = [Schedule() for _ in range(5)]
    with clock_at(NOON):
        for beat in beats * 2:
            beat.run_due_tasks()
    assert len(done) == 1


def test_the_next_slot_comes(done: list[str]) -> None:
    beat = Schedule()
    for hour in range(3):
        with clock_at(NOON + timedelta(hours=hour)):
            beat.run_due_tasks()
    assert len(done) == 3


def test_a_clock_that_jumped_ahead_and_back_stops_nothing(done: list[str]) -> None:
    beat = Schedule()
    for shift in (timedelta(0), timedelta(days=365), timedelta(hours=1), timedelta(hours=2)):
        with clock_at(NOON + shift):
            beat.run_due_tasks()
    assert len(done) == 4


def test_only_the_slots_around_now_are_remembered(done: list[str]) -> None:
    beat = Schedule()
    for hour in range(30):
        with clock_at(NOON + timedelta(hours=hour)):
            beat.run_due_tasks()
    assert ScheduledRun.objects.count() == 11


def test_a_chore_that_raises_stops_neither_the_others_nor_its_next_slot(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []

    def breaks() -> None:
        done.append("breaks")
        raise ZeroDivisionError

    def works() -> None:
        done.append("works")

    hour = timedelta(hours=1)
    monkeypatch.setattr(
        "accounts.jobs.schedule.PERIODIC_TASKS", [kinds.PeriodicTask(hour, breaks), kinds.PeriodicTask(hour, works)]
    )
    beat = Schedule()
    for shift in range(2):
        with clock_at(NOON + shift * hour):
            beat.run_due_tasks()
    assert done == ["breaks", "works"] * 2
