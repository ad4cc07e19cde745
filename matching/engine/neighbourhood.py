"""Neighbourhoods: activities that start within minutes of each other or overlap, closed under that relation."""

from collections.abc import Iterable, Iterator

from matching.engine.candidate import Candidate, order

NEAR_S = 600
"""Starts this close are neighbours, whatever the lengths say."""
CROWD = 40
"""With so many of those that follow an activity is compared, no more: a broken clock can give thousands one start."""


def neighbourhoods(candidates: Iterable[Candidate]) -> Iterator[list[Candidate]]:
    """The neighbourhoods in order of time, each in the engine's order.  Only these can be one workout."""
    group: list[Candidate] = []
    reach = float("-inf")
    for one in sorted(candidates, key=order):
        if one.start_s > reach:
            if group:
                yield group
            group = []
        group.append(one)
        reach = max(reach, _reach(one))
    if group:
        yield group


def neighbours(group: list[Candidate]) -> Iterator[tuple[Candidate, Candidate]]:
    """The pairs of one neighbourhood that are neighbours themselves."""
    for i, a in enumerate(group):
        reach = _reach(a)
        for j in range(i + 1, min(len(group), i + 1 + CROWD)):
            b = group[j]
            if b.start_s > reach:
                break
            yield a, b


def _reach(one: Candidate) -> float:
    return max(one.reach_s, one.start_s + NEAR_S)
