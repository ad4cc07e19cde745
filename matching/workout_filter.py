"""Selects workouts by what an athlete looks for: a name, a sport, a place, a state, gear, days, a distance."""

import re
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from activities.models import Activity
from activities.sport_labels import sports_named
from activities.sports import OTHER, TRANSITION
from matching.models import Member, TrimmedActivity, Workout
from matching.state import State

NONE = Q(pk__in=[])
"""No workout meets this condition."""


@dataclass(frozen=True, slots=True)
class WorkoutFilter:
    """Says which workouts are looked for; what is empty or None selects all of them. Distances are meters.

    Every word of `text` has to be in a name or in the sport. `provider` holds the workout, `missing` is a provider that
    it should be on and is not. `month` is that of any year where no days are given.
    """

    text: str = ""
    sport: str = ""
    provider: str = ""
    missing: str = ""
    state: State | None = None
    gear: str = ""
    days: tuple[date, date] | None = None
    month: int | None = None
    min_distance_m: float | None = None
    max_distance_m: float | None = None

    def select(self, expected: Mapping[str, Set[str]]) -> "QuerySet[Workout]":
        """Returns the workouts, without transitions; `expected` gives the providers that each sport should be on."""
        conditions = [_named(word) for word in self.text.split()]
        conditions += [_is_sport(self.sport)] if self.sport else []
        conditions += [_is_on(self.provider)] if self.provider else []
        conditions += [_is_missing_on(self.missing, expected)] if self.missing else []
        conditions += [_is_in_state(self.state, expected)] if self.state else []
        conditions += [_has_activity(activity__gear_label=self.gear, is_counted=True)] if self.gear else []
        return (
            Workout.objects.visible().filter(*conditions, **self._value_conditions()).exclude(leader__sport=TRANSITION)
        )

    def _value_conditions(self) -> dict[str, object]:
        conditions = {
            "local_date__range": self.days,
            "local_date__month": self.month,
            "leader__distance_m__gte": self.min_distance_m,
            "leader__distance_m__lte": self.max_distance_m,
        }
        return {path: value for path, value in conditions.items() if value is not None}


def _named(word: str) -> Q:
    """Returns whether a word is in the workout's own name, in that of one of its activities, or in that of its sport.

    SQLite compares only ASCII letters without regard to case, but its regular expressions are Python's.
    """
    needs_regex = connection.vendor == "sqlite" and not word.isascii()
    lookup, text = ("iregex", re.escape(word)) if needs_regex else ("icontains", word)
    members = Member.objects.filter(activity__in=Activity.objects.visible().filter(**{f"name__{lookup}": text}))
    is_in_name = Q(pk__in=members.values("workout")) | Q(**{f"own_name__{lookup}": text})
    return is_in_name | _is_any_sport(sports_named(word))


def _is_sport(sport: str) -> Q:
    """Returns whether the workout's sport is this one, as `WorkoutDetails.sport` says it."""
    if sport != OTHER:
        return _is_any_sport([sport])
    members = Member.objects.visible().filter(workout=OuterRef("pk"), is_counted=True).exclude(activity__sport=OTHER)
    return Q(~Exists(members), leader__sport=OTHER)


def _is_any_sport(sports: Iterable[str]) -> Q:
    named = [sport for sport in sports if sport != OTHER]
    if not named:
        return NONE
    is_unnamed_leader = Q(leader__sport=OTHER)
    return Q(leader__sport__in=named) | is_unnamed_leader & _has_activity(activity__sport__in=named, is_counted=True)


def _is_on(provider: str) -> Q:
    """Returns whether a provider holds the workout; it also does where only a trimmed link is kept."""
    trimmed = TrimmedActivity.objects.filter(workout=OuterRef("pk"), connection__provider=provider)
    return _has_activity(activity__provider=provider) | Q(Exists(trimmed))


def _is_missing_on(provider: str, expected: Mapping[str, Set[str]]) -> Q:
    """Returns whether the workout should be on a provider and is not, as `missing_of` says it."""
    sports = [sport for sport, providers in expected.items() if provider in providers]
    return Q(leader__sport__in=sports) & ~_is_on(provider) if sports else NONE


def _is_in_state(state: State, expected: Mapping[str, Set[str]]) -> Q:
    """Returns whether a state is true of the workout, as `states_of` says it."""
    if state is State.POSSIBLE_DUPLICATE:
        return Q(has_questions=True)
    if state is State.DIFFERS:
        return Workout.objects.all().is_differing()
    is_missing = NONE
    for provider in sorted({provider for providers in expected.values() for provider in providers}):
        is_missing |= _is_missing_on(provider, expected)
    return is_missing if state is State.MISSING else Q(~is_missing, has_questions=False, has_differences=False)


def _has_activity(**conditions: object) -> Q:
    return Q(Exists(Member.objects.visible().filter(workout=OuterRef("pk"), **conditions)))
