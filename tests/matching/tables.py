"""Creates rows, and reads what the tables of matching hold."""

from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from activities.models import Activity, SourceFile
from matching.models import Member, Question, Workout
from tests.factories import ActivityFactory, SourceFileFactory
from tests.matching.factories import NOON

_number = count(1)


def create_activity(
    provider="garmin", at=0.0, length=3600.0, distance=30_000.0, sport="ride", **given: Any
) -> Activity:
    """Creates an activity of the current owner, without a signal about it."""
    values = {"provider_id": f"{provider}-{next(_number):06}", "elapsed_s": length, "distance_m": distance} | given
    started_at = datetime.fromtimestamp(NOON + at, UTC)
    activity: Activity = ActivityFactory.create(provider=provider, sport=sport, started_at=started_at, **values)
    return activity


def create_source_file(kind="fit", *notes: str) -> SourceFile:
    """Creates a source file that was read, with notes of these codes."""
    source_file: SourceFile = SourceFileFactory.create(kind=kind, notes=[{"code": code, "count": 1} for code in notes])
    return source_file


def stored_workouts() -> set[tuple[Any, ...]]:
    """Returns each workout: its leader, its members, whether it has differences and questions, and its own name.

    Of a member it returns the provider id, whether it is counted, and the fields whose differences are ignored.
    """
    members: dict[Workout, set[tuple[str, bool, str]]] = {}
    for member in Member.objects.select_related("workout__leader", "activity"):
        values = (member.activity.provider_id, member.is_counted, member.ignored_fields)
        members.setdefault(member.workout, set()).add(values)
    return {
        (workout.leader.provider_id, frozenset(ids), workout.has_differences, workout.has_questions, workout.own_name)
        for workout, ids in members.items()
    }


def stored_days() -> dict[str, tuple[date, int | None]]:
    """Returns the day and the offset of each workout, by the provider id of its leader."""
    columns = ("leader__provider_id", "local_date", "utc_offset_s")
    return {provider_id: (day, offset_s) for provider_id, day, offset_s in Workout.objects.values_list(*columns)}


def stored_questions() -> set[tuple[str, str, str, int | None]]:
    """Returns the kind, the two provider ids and the shift of each question."""
    rows = Question.objects.select_related("first", "second")
    return {(row.kind, row.first.provider_id, row.second.provider_id, row.shift_s) for row in rows}


def span_of(activity: Activity) -> tuple[datetime, datetime]:
    """Returns when an activity starts and ends."""
    return activity.started_at, activity.started_at + timedelta(seconds=activity.elapsed_s or 0)
