"""Loads what states and totals depend on beside the workouts: expected providers, and workouts that are left out."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import QuerySet

from accounts.prepared_query import PreparedQuery
from accounts.scope import current_owner_id
from matching.models import Expectation, Question


def load_expected_providers() -> Mapping[str, frozenset[str]]:
    """Returns for each sport the providers that its workouts should be on: one query."""
    expected: dict[str, set[str]] = defaultdict(set)
    for sport, provider in _expected_pairs():
        expected[sport].add(provider)
    return {sport: frozenset(providers) for sport, providers in expected.items()}


def load_left_out_leaders(first: date, last: date) -> set[int]:
    """Returns the leaders, in these days, of workouts that are the second half of a question: one query.

    Totals leave these workouts out.
    """
    return {leader_id for (leader_id,) in _left_out_between(first, last)}


def _left_out(first: date, last: date) -> "QuerySet[Question, Any]":
    leader = "second__member__workout__leader"
    days = {f"{leader}__owner": current_owner_id(), f"{leader}__local_date__range": (first, last)}
    return Question.objects.filter(**days).values_list(f"{leader}_id")


_left_out_between = PreparedQuery(_left_out, date.min, date.min)
_expected_pairs = PreparedQuery(
    lambda: Expectation.objects.filter(is_expected=True).values_list("sport", "connection__provider")
)
