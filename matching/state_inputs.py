"""Loads what states and totals depend on beside the workouts: expected providers, and workouts that are left out."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import QuerySet

from accounts.prepared_query import PreparedQuery
from accounts.scope import current_owner_id
from matching.models import Expectation, Question
from providers.services.derived_use import may_be_summed


def load_expected_providers() -> Mapping[str, frozenset[str]]:
    """Returns for each sport the providers that its workouts should be on: one query."""
    expected: dict[str, set[str]] = defaultdict(set)
    for sport, provider in _expected_pairs():
        expected[sport].add(provider)
    return {sport: frozenset(providers) for sport, providers in expected.items()}


def load_left_out_leaders(first: date, last: date) -> set[int]:
    """Returns the leaders, in these days, of workouts that totals leave out for an open question: one query.

    Of the two halves of a question one counts: the first that may be summed. So the second is left out only where the
    first may be summed.
    """
    halves = _second_halves_between(first, last)
    return {leader_id for leader_id, first_provider in halves if may_be_summed(first_provider)}


def _second_halves(first: date, last: date) -> "QuerySet[Question, Any]":
    workout = "second__member__workout"
    days = {f"{workout}__owner": current_owner_id(), f"{workout}__local_date__range": (first, last)}
    providers = "first__member__workout__members__activity__provider"
    return Question.objects.visible().filter(**days).values_list(f"{workout}__leader_id", providers)


_second_halves_between = PreparedQuery(_second_halves, date.min, date.min)
_expected_pairs = PreparedQuery(
    lambda: Expectation.objects.filter(is_expected=True).values_list("sport", "connection__provider")
)
