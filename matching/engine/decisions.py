"""Applies what the athlete decided about pairs of activities: which are one workout, and which are not.

Decisions win over the engine's own judgment and never break its invariants. Of decisions that contradict each other the
newest counts, so their order in the input never matters.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, product
from typing import Any

from matching.engine.candidate import Candidate, time_order
from matching.engine.decision_kind import DecisionKind
from matching.engine.leader import leader_order
from matching.engine.pair import can_be_one_workout


@dataclass(frozen=True, slots=True)
class PairDecision:
    """A decision is an athlete's answer about two activities, named by the keys of their candidates.

    `decided_at` is in seconds since 1970.
    """

    kind: DecisionKind
    first: Any
    second: Any
    decided_at: float

    @property
    def joins(self) -> bool:
        """Returns whether it makes the two one workout."""
        return self.kind is not DecisionKind.DIFFERENT


IndexedDecision = tuple[PairDecision, int, int]
"""This holds a decision and the indexes of its two activities, the lower one first."""


class Constraints:
    """Holds which activities of a group, named by their index in it, are one workout so far, and which never can be.

    A decision that contradicts a newer one, or joins what can never be one workout, has no effect: `accepted` holds the
    others.
    """

    def __init__(self, group: Sequence[Candidate], decisions: Iterable[PairDecision] = ()) -> None:
        self.group = group
        self.components = [{index} for index in range(len(group))]
        self.not_counted: set[int] = set()
        self.accepted: list[PairDecision] = []
        self._different: set[tuple[int, int]] = set()
        self._decided: set[tuple[int, int]] = set()
        index_of = {activity.key: index for index, activity in enumerate(group)}
        present = [decision for decision in decisions if decision.first in index_of and decision.second in index_of]
        pairs = [_indexed(decision, index_of) for decision in present]
        self.has_decisions = bool(pairs)
        for decision, a, b in sorted(pairs, key=self._newest_first):
            if self._accept(decision, a, b):
                self.accepted.append(decision)

    def can_join(self, a: int, b: int) -> bool:
        """Returns whether the workouts of two activities may become one."""
        first, second = self.components[a], self.components[b]
        if first is second or not self.has_decisions:
            return True
        return not any(self._can_never_join(x, y) for x, y in product(first, second))

    def join(self, a: int, b: int) -> None:
        """Makes the workouts of two activities one."""
        first, second = self.components[a], self.components[b]
        if first is not second:
            first |= second
            for index in second:
                self.components[index] = first

    def are_different(self, first: Iterable[int], second: Iterable[int]) -> bool:
        """Returns whether the athlete decided that two workouts, given by their activities, are not the same."""
        return bool(self._different) and any(self._is_different(a, b) for a, b in product(first, second))

    def _newest_first(self, pair: IndexedDecision) -> tuple[object, ...]:
        """Returns a sort key that depends on neither the keys of the candidates nor their order in the group."""
        decision, a, b = pair
        return (-decision.decided_at, decision.kind, *sorted(time_order(self.group[index]) for index in (a, b)))

    def _accept(self, decision: PairDecision, a: int, b: int) -> bool:
        if a == b or (a, b) in self._decided:
            return False
        if not decision.joins:
            if self.components[a] is self.components[b]:
                return False
            self._different.add((a, b))
        elif not self.can_join(a, b):
            return False
        self._decided.add((a, b))
        if decision.joins:
            self.join(a, b)
        if decision.kind is DecisionKind.DUPLICATE:
            self.not_counted.add(max(a, b, key=lambda index: leader_order(self.group[index])))
        return True

    def _can_never_join(self, a: int, b: int) -> bool:
        return self._is_different(a, b) or not can_be_one_workout(self.group[a], self.group[b])

    def _is_different(self, a: int, b: int) -> bool:
        return ((a, b) if a < b else (b, a)) in self._different


def _indexed(decision: PairDecision, index_of: Mapping[Any, int]) -> IndexedDecision:
    a, b = index_of[decision.first], index_of[decision.second]
    return decision, min(a, b), max(a, b)


def linked_groups(
    groups: Iterable[list[Candidate]], decisions: Sequence[PairDecision]
) -> list[tuple[list[Candidate], list[PairDecision]]]:
    """Returns the groups, each with the decisions about its activities; groups that a decision joins become one."""
    groups = list(groups)
    if not decisions:
        return [(group, []) for group in groups]
    group_of = {activity.key: number for number, group in enumerate(groups) for activity in group}
    present = [decision for decision in decisions if decision.first in group_of and decision.second in group_of]
    links = Constraints([group[0] for group in groups])
    for decision in present:
        if decision.joins:
            links.join(group_of[decision.first], group_of[decision.second])
    own_decisions: dict[int, list[PairDecision]] = {}
    for decision in present:
        own_decisions.setdefault(id(links.components[group_of[decision.first]]), []).append(decision)
    return [
        (_joined_group([groups[number] for number in sorted(component)]), own_decisions.get(id(component), []))
        for number, component in enumerate(links.components)
        if number == min(component)
    ]


def decided_pairs(decisions: Iterable[PairDecision], workout_of: Mapping[Any, Any]) -> set[frozenset[int]]:
    """Returns the pairs of workouts, by `id()`, that the athlete decided to be different.

    `workout_of` gives the workout of each activity, by its candidate's key.
    """
    return {
        frozenset((id(workout_of[decision.first]), id(workout_of[decision.second])))
        for decision in decisions
        if not decision.joins and decision.first in workout_of and decision.second in workout_of
    }


def _joined_group(groups: list[list[Candidate]]) -> list[Candidate]:
    """Returns the activities of some groups as one, in the engine's order."""
    return groups[0] if len(groups) == 1 else sorted(chain.from_iterable(groups), key=time_order)
