"""Gives workouts the text that sorts them by name: it is stored, because only Python can tell who wrote a name."""

from collections.abc import Iterable, Sequence

from activities.record import MAX_TEXT_LENGTH
from activities.sports import OTHER
from matching.engine.difference import Comparable, given_value, leading_name
from matching.engine.names.normalized_name import fold
from matching.match_row import MatchRow

UNNAMED = "\U0010ffff"
"""No name begins with this character, the last one of Unicode: workouts without a name follow all others."""


def sort_name(counting: Sequence[MatchRow], own_name: str) -> str:
    """Returns the name that pages show as lists compare it; for a workout without one, its sport after all names.

    `counting` are its counted activities in order of leading, `own_name` is the name that the athlete gave it.
    """
    name = leading_name(counting, own_name)
    return fold(name)[:MAX_TEXT_LENGTH] if name else UNNAMED + leading_sport(row.sport for row in counting)


def workout_name(counting: Sequence[Comparable], own_name: str, sort_name: str) -> str | None:
    """Returns the name that pages show, as `leading_name` does, by the stored `sort_name`.

    Telling who wrote a name takes long, and the name that `sort_name` was made from needs no telling. Only where that
    is not filled in yet, or could be more than one name, it is told anew.
    """
    if not own_name and sort_name.startswith(UNNAMED):
        return None
    names = {name for activity in counting if (name := given_value(activity, "name")) and _sorts_as(name, sort_name)}
    return names.pop() if len(names) == 1 and not own_name else leading_name(counting, own_name)


def _sorts_as(name: str, sort_name: str) -> bool:
    return fold(name)[:MAX_TEXT_LENGTH] == sort_name


def leading_sport(sports: Iterable[str]) -> str:
    """Returns the first of the sports, in order of leading, that is more than `other`."""
    return next((sport for sport in sports if sport != OTHER), OTHER)
