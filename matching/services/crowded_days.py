"""Keeps which days of the current owner are crowded, so that what lies on them is not read around a change."""

from collections.abc import Iterable, Set
from datetime import UTC, datetime, timedelta

from activities.models import Activity
from matching.engine.neighborhood import is_day_crowded
from matching.engine.thresholds import MAX_DAY_ACTIVITIES
from matching.models import CrowdedDay

FIRST_INSTANT = datetime(1970, 1, 1, tzinfo=UTC)


def load_crowded_days() -> set[int]:
    """Returns the days that were crowded when matching last looked: one query."""
    return set(CrowdedDay.objects.values_list("day", flat=True))


def days_no_longer_crowded(days: Iterable[int]) -> set[int]:
    """Returns those of these crowded days that are crowded no more: one query for each."""
    return {day for day in days if not is_day_crowded(_count_up_to_the_bound(day))}


def change_crowded_days(new: Set[int], past: Set[int]) -> None:
    """Saves the days that have become crowded, and deletes those that are crowded no more."""
    if past:
        CrowdedDay.objects.filter(day__in=past).delete()
    CrowdedDay.objects.bulk_create([CrowdedDay(day=day) for day in sorted(new)], ignore_conflicts=True)


def replace_crowded_days(days: Set[int]) -> None:
    """Saves the crowded days of a whole history in place of those that were saved before."""
    before = load_crowded_days()
    change_crowded_days(days - before, before - days)


def _count_up_to_the_bound(day: int) -> int:
    """Returns how many activities start on a day; beyond the bound it stops counting."""
    start = FIRST_INSTANT + timedelta(days=day)
    on_day = Activity.objects.filter(started_at__gte=start, started_at__lt=start + timedelta(days=1))
    return on_day[: MAX_DAY_ACTIVITIES + 1].count()
