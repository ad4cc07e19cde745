"""What the engine asks instead of deciding: one question for two workouts, the likeliest."""

from collections.abc import Iterable, Iterator
from itertools import product

from activities.sports import OTHER
from matching.engine.candidate import Candidate, order
from matching.engine.cluster import Clusters
from matching.engine.pair import CLOCK_S
from matching.engine.verdict import CLOCK_REACH_S, VerdictKind, shifted_s, zone_step
from matching.engine.workout import MatchedWorkout, MatchQuestion

Between = tuple[int, int]
"""Two clusters."""

_INSTEAD = {VerdictKind.MATCH: VerdictKind.OVERLAP, VerdictKind.DUPLICATE: VerdictKind.TWICE}
"""What is asked where two activities agree, but the workouts they belong to do not fit as a whole."""


def open_questions(clusters: Clusters) -> list[MatchQuestion]:
    """The questions between the workouts of one neighbourhood, without those about clocks."""
    closest: dict[tuple[Between, VerdictKind], tuple[float, int, int]] = {}
    for (a, b), verdict in clusters.verdicts.items():
        between = (min(clusters.home[a], clusters.home[b]), max(clusters.home[a], clusters.home[b]))
        if between[0] != between[1] and verdict.kind is not VerdictKind.SHIFT:
            one, about = (verdict.cost, a, b), (between, _INSTEAD.get(verdict.kind, verdict.kind))
            closest[about] = min(one, closest.get(about, one))
    best: dict[Between, tuple[float, int, int, VerdictKind]] = {}
    for (between, kind), (cost, a, b) in closest.items():
        if not _settled(clusters, between, kind):
            best[between] = min((cost, a, b, kind), best.get(between, (cost, a, b, kind)))
    in_time = sorted((a, b, kind) for _, a, b, kind in best.values())
    return [MatchQuestion(kind, clusters.group[a], clusters.group[b]) for a, b, kind in in_time]


def _settled(clusters: Clusters, between: Between, kind: VerdictKind) -> bool:
    """Whether the rest of the two workouts answers already.

    An activity without a sport is what its workout is; a connection that has both the whole and the part keeps them
    apart, as it does a triathlon and its legs.
    """
    one, other = ([clusters.group[place] for place in clusters.members(cluster)] for cluster in between)
    if kind is VerdictKind.PARTS and any(_beside(a, b) for a, b in product(one, other)):
        return True
    families = [{each.family for each in workout} - {OTHER} for workout in (one, other)]
    return kind is not VerdictKind.SPORT and all(families) and families[0].isdisjoint(families[1])


def _beside(a: Candidate, b: Candidate) -> bool:
    return a.source == b.source and a.start_s < b.end_s and b.start_s < a.end_s


def clock_questions(workouts: Iterable[MatchedWorkout]) -> list[MatchQuestion]:
    """The workouts that are equal but for a step of time zones: each pair by itself, up to 14 hours apart."""
    workouts = list(workouts)
    home = {id(one): workout for workout in workouts for one in workout.counting}
    best: dict[frozenset[int], MatchQuestion] = {}
    for a, b in _within_reach(sorted((one for workout in workouts for one in workout.counting), key=order)):
        one, other = home[id(a)], home[id(b)]
        if one is not other and _sources(one).isdisjoint(_sources(other)) and (shift := shifted_s(a, b)):
            best.setdefault(frozenset((id(one), id(other))), MatchQuestion(VerdictKind.SHIFT, a, b, shift))
    return list(best.values())


def _within_reach(activities: list[Candidate]) -> Iterator[tuple[Candidate, Candidate]]:
    for at, a in enumerate(activities):
        latest = a.start_s + CLOCK_REACH_S + CLOCK_S
        for to in range(at + 1, len(activities)):
            b = activities[to]
            if b.start_s > latest:
                break
            if zone_step(b.start_s - a.start_s):
                yield a, b


def _sources(workout: MatchedWorkout) -> set[str]:
    return {one.source for one in workout.counting}
