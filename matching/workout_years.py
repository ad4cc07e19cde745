"""Finds the years that have a workout, and the days with one around a range of days, in one query."""

from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.db import connection

from accounts.scope import being_deleted, current_owner_id
from activities.sports import TRANSITION
from matching.models import Workout


class WorkoutDays(NamedTuple):
    """Holds the last day with a workout before a range of days, the first one after it, and all years with one.

    The newest year comes first.
    """

    before: date | None
    after: date | None
    years: tuple[int, ...]


_DAYS = """
SELECT workout.local_date FROM matching_workout workout JOIN activities_activity leader ON leader.id = workout.leader_id
WHERE workout.owner_id = %(owner)s AND leader.sport <> %(transition)s
"""
_YEARS = """
WITH RECURSIVE newest (day) AS (
    SELECT ({days} ORDER BY workout.local_date DESC LIMIT 1)
    UNION ALL
    SELECT ({days} AND workout.local_date < {start_of_year} ORDER BY workout.local_date DESC LIMIT 1)
    FROM newest WHERE day IS NOT NULL
)
SELECT day, ({days} AND workout.local_date < %(first)s ORDER BY workout.local_date DESC LIMIT 1),
({days} AND workout.local_date > %(last)s ORDER BY workout.local_date LIMIT 1)
FROM newest WHERE day IS NOT NULL
"""
_START_OF_YEAR = {"sqlite": "date(newest.day, 'start of year')", "postgresql": "date_trunc('year', newest.day)::date"}
"""From the newest day of a year, the next older one is found by the index of days: no row between them is read."""


def workout_days_around(first: date, last: date) -> WorkoutDays:
    """Returns the days with a workout around these days, and all years with one: one query."""
    if being_deleted():
        return _visible_days_around(first, last)
    statement = _YEARS.format(days=_DAYS, start_of_year=_START_OF_YEAR[connection.vendor])
    parameters = {"owner": _owner(), "transition": TRANSITION, "first": first.isoformat(), "last": last.isoformat()}
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        rows = cursor.fetchall()
    if not rows:
        return WorkoutDays(None, None, ())
    _, before, after = rows[0]
    return WorkoutDays(_to_date(before), _to_date(after), tuple(int(str(day)[:4]) for day, *_ in rows))


def _visible_days_around(first: date, last: date) -> WorkoutDays:
    """Returns the same of the workouts that are not being deleted, by reading all of their days."""
    workouts = Workout.objects.visible().exclude(leader__sport=TRANSITION)
    days = set(workouts.values_list("local_date", flat=True))
    years = sorted({day.year for day in days}, reverse=True)
    before, after = (day for day in days if day < first), (day for day in days if day > last)
    return WorkoutDays(max(before, default=None), min(after, default=None), tuple(years))


def workout_years() -> tuple[int, ...]:
    """Returns all years with a workout, the newest first: one query."""
    return workout_days_around(date.min, date.max).years


def _owner() -> UUID | str:
    owner = current_owner_id()
    return owner if connection.features.has_native_uuid_field else owner.hex


def _to_date(value: date | str | None) -> date | None:
    """Returns a day as Python has it; SQLite gives it as text."""
    return date.fromisoformat(str(value)) if value else None
