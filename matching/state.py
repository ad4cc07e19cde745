"""Decides the state of a workout: whether it is complete, where it is missing, and whether totals may count it.

These are plain rules over plain values, shared by pages and services, so that no page has a rule of its own.
"""

from collections.abc import Iterable, Mapping, Set
from enum import StrEnum
from functools import cache

from activities.provider_labels import provider_rank
from providers.services.derived_use import may_be_summed


class State(StrEnum):
    """Names the states of a workout or a day, the worst first. Addresses and styles use the values."""

    POSSIBLE_DUPLICATE = "possible"
    DIFFERS = "differs"
    MISSING = "missing"
    COMPLETE = "whole"


_WORST_FIRST = tuple(State)


@cache
def states_of(has_questions: bool, has_differences: bool, is_missing: bool) -> tuple[State, ...]:
    """Returns all states that are true of a workout, the worst first; it is complete when no other is.

    Pages count by these, so that a state has the same count wherever it is shown. A square is drawn by the first.
    """
    conditions = (has_questions, has_differences, is_missing)
    return tuple(state for state, is_true in zip(State, conditions, strict=False) if is_true) or (State.COMPLETE,)


def worst(states: Iterable[State]) -> State:
    """Returns the state of several workouts together. Raises ValueError when there is none."""
    return min(states, key=_WORST_FIRST.index)


def missing_of(sport: str, present: Set[str], expected: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """Returns the providers that a workout led by `sport` should be on and is not.

    `present` names the providers that hold it, those that keep only a trimmed link included. Files are never expected.
    """
    return expected.get(sport, frozenset()) - present


def provider_forbidding_totals(providers: Iterable[str]) -> str | None:
    """Returns the provider whose rules keep a workout out of totals; None when it may be summed.

    That is so when every provider that holds it forbids sums; the first of them is returned.
    """
    known = sorted(providers, key=provider_rank)
    return None if any(map(may_be_summed, known)) else known[0]


def is_summed(forbidding_provider: str | None, is_left_out: bool) -> bool:
    """Returns whether totals sum a workout: no provider forbids it, and no open question leaves it out."""
    return forbidding_provider is None and not is_left_out


def first_given(times: Iterable[float | None]) -> float | None:
    """Returns the first of moving, timer and elapsed seconds that is given: the time that counts."""
    return next((seconds for seconds in times if seconds is not None), None)
