"""Rows of the database, and what the tables of matching say."""

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from activities.models import Activity, SourceFile
from matching.models import Member, Question
from tests.factories import ActivityFactory, SourceFileFactory
from tests.matching.factories import NOON

_number = count(1)


def row(provider="garmin", at=0.0, length=3600.0, distance=30_000.0, sport="ride", **given: Any) -> Activity:
    """A stored activity of the owner whose scope is open, without any news about it."""
    values = {"provider_id": f"{provider}-{next(_number):06}", "elapsed_s": length, "distance_m": distance} | given
    return ActivityFactory(provider=provider, sport=sport, started_at=datetime.fromtimestamp(NOON + at, UTC), **values)


def source_file(kind="fit") -> SourceFile:
    """A source file that was read."""
    return SourceFileFactory(kind=kind)


def stored_workouts() -> set[tuple[str, frozenset[tuple[str, bool]], bool, bool]]:
    """What the tables say: leader, members and whether they count, differs, asks."""
    found: dict[Any, set[tuple[str, bool]]] = {}
    for member in Member.objects.select_related("workout__leader", "activity"):
        found.setdefault(member.workout, set()).add((member.activity.provider_id, member.is_counted))
    return {
        (w.leader.provider_id, frozenset(members), w.has_differences, w.has_questions) for w, members in found.items()
    }


def stored_questions() -> set[tuple[str, str, str, int | None]]:
    """What the table of questions says."""
    rows = Question.objects.select_related("first", "second")
    return {(each.kind, each.first.provider_id, each.second.provider_id, each.shift_s) for each in rows}


def span(activity: Activity) -> tuple[datetime, datetime]:
    """From start to end."""
    return activity.started_at, activity.started_at + timedelta(seconds=activity.elapsed_s or 0)
