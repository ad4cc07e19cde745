"""Splits activities into neighborhoods: those that start within minutes or overlap, closed under that relation."""

from collections.abc import Iterable, Iterator

from matching.engine.candidate import Candidate, time_order
from matching.engine.thresholds import MAX_NEIGHBORS, NEAR_START_S


def neighborhoods(candidates: Iterable[Candidate]) -> Iterator[list[Candidate]]:
    """Yields the neighborhoods in order of time, each in the engine's order; only its members can be one workout."""
    group: list[Candidate] = []
    reach = float("-inf")
    for activity in sorted(candidates, key=time_order):
        if activity.start_s > reach:
            if group:
                yield group
            group = []
        group.append(activity)
        reach = max(reach, _reach(activity))
    if group:
        yield group


def neighbor_pairs(group: list[Candidate]) -> Iterator[tuple[Candidate, Candidate]]:
    """Yields the pairs of one neighborhood that are neighbors themselves."""
    for i, a in enumerate(group):
        reach = _reach(a)
        for j in range(i + 1, min(len(group), i + 1 + MAX_NEIGHBORS)):
            b = group[j]
            if b.start_s > reach:
                break
            yield a, b


def _reach(activity: Candidate) -> float:
    return max(activity.reach_s, activity.start_s + NEAR_START_S)
