"""Finds the questions to the athlete: at most one for two workouts, the most likely one."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, product

from activities.sports import OTHER
from matching.engine.candidate import Candidate, time_order
from matching.engine.clock_shift import clock_shift_s, zone_step_s
from matching.engine.cluster import Clusters
from matching.engine.decisions import PairDecision, decided_pairs
from matching.engine.thresholds import CLOCK_TOLERANCE_S, MAX_CLOCK_ERROR_S, MAX_NEIGHBORS, WEEK_ROLLOVERS_S
from matching.engine.verdict_kind import VerdictKind
from matching.engine.workout import MatchedWorkout, MatchQuestion

WorkoutPair = tuple[int, int]
"""This holds two workouts of a neighborhood, the lower one first."""

_KIND_OF_UNJOINED_PAIR = {VerdictKind.MATCH: VerdictKind.OVERLAP, VerdictKind.DUPLICATE: VerdictKind.POSSIBLE_DUPLICATE}
"""When two activities agree but their clusters could not be joined, the question has this kind."""


def find_questions(clusters: Clusters) -> list[MatchQuestion]:
    """Returns the questions between the workouts of one neighborhood, without those about clocks."""
    closest: dict[tuple[WorkoutPair, VerdictKind], tuple[float, int, int]] = {}
    for (a, b), verdict in clusters.verdicts.items():
        first, second = sorted((clusters.workout_of(a), clusters.workout_of(b)))
        if first != second and verdict.kind is not VerdictKind.CLOCK_SHIFT:
            subject = (first, second), _KIND_OF_UNJOINED_PAIR.get(verdict.kind, verdict.kind)
            pair = (verdict.cost, a, b)
            closest[subject] = min(pair, closest.get(subject, pair))
    best: dict[WorkoutPair, tuple[float, int, int, VerdictKind]] = {}
    for (pair_of_workouts, kind), (cost, a, b) in closest.items():
        if not _is_answered(clusters, pair_of_workouts, kind):
            question = (cost, a, b, kind)
            best[pair_of_workouts] = min(question, best.get(pair_of_workouts, question))
    in_time_order = sorted((a, b, kind) for _, a, b, kind in best.values())
    return [MatchQuestion(kind, clusters.group[a], clusters.group[b]) for a, b, kind in in_time_order]


def _is_answered(clusters: Clusters, pair_of_workouts: WorkoutPair, kind: VerdictKind) -> bool:
    """Returns whether the athlete, or the other activities of the two workouts, answer the question already.

    A hidden start that was joined to another activity is not looked for any more. An activity without a sport has that
    of its workout; a connection that has both the whole and the part keeps them apart, as it does a triathlon and its
    legs.
    """
    members = [clusters.constraints.components[workout] for workout in pair_of_workouts]
    if clusters.constraints.are_different(*members):
        return True
    first, second = ([clusters.group[index] for index in indexes] for indexes in members)
    if kind is VerdictKind.SAME_DAY and all(any(map(_has_start, workout)) for workout in (first, second)):
        return True
    if kind is VerdictKind.PART_OF and any(_overlap_in_one_source(a, b) for a, b in product(first, second)):
        return True
    families = [{activity.family for activity in workout} - {OTHER} for workout in (first, second)]
    return kind is not VerdictKind.SPORT_MISMATCH and all(families) and families[0].isdisjoint(families[1])


def _overlap_in_one_source(a: Candidate, b: Candidate) -> bool:
    return a.source == b.source and a.start_s < b.end_s and b.start_s < a.end_s


def _has_start(activity: Candidate) -> bool:
    return "hidden_time" not in activity.flags


def find_clock_questions(
    workouts: Iterable[MatchedWorkout], decisions: Sequence[PairDecision] = ()
) -> list[MatchQuestion]:
    """Returns a question for each two workouts that are equal but for a step of time zones or of GPS weeks.

    The athlete's decisions answer some of them.
    """
    workouts = list(workouts)
    members = {activity.key: workout for workout in workouts for activity in workout.members} if decisions else {}
    answered = decided_pairs(decisions, members)
    workout_of = {id(activity): workout for workout in workouts for activity in workout.counting}
    activities = sorted((activity for workout in workouts for activity in workout.counting), key=time_order)
    best: dict[frozenset[int], MatchQuestion] = {}
    for a, b in chain(_pairs_a_zone_apart(activities), *(_pairs_apart(activities, gap) for gap in WEEK_ROLLOVERS_S)):
        first, second = workout_of[id(a)], workout_of[id(b)]
        pair = frozenset((id(first), id(second)))
        if first is second or pair in answered or not _sources(first).isdisjoint(_sources(second)):
            continue
        if shift := clock_shift_s(a, b):
            best.setdefault(pair, MatchQuestion(VerdictKind.CLOCK_SHIFT, a, b, shift))
    return list(best.values())


def _pairs_a_zone_apart(activities: list[Candidate]) -> Iterator[tuple[Candidate, Candidate]]:
    for i, a in enumerate(activities):
        latest = a.start_s + MAX_CLOCK_ERROR_S + CLOCK_TOLERANCE_S
        for j in range(i + 1, len(activities)):
            b = activities[j]
            if b.start_s > latest:
                break
            if zone_step_s(b.start_s - a.start_s):
                yield a, b


def _pairs_apart(activities: list[Candidate], gap_s: float) -> Iterator[tuple[Candidate, Candidate]]:
    """Yields the pairs that start this far apart; of more than MAX_NEIGHBORS for one activity, the first ones."""
    first = 0
    for a in activities:
        target_s = a.start_s + gap_s
        while first < len(activities) and activities[first].start_s < target_s - CLOCK_TOLERANCE_S:
            first += 1
        for b in activities[first : first + MAX_NEIGHBORS]:
            if b.start_s > target_s + CLOCK_TOLERANCE_S:
                break
            yield a, b


def _sources(workout: MatchedWorkout) -> set[str]:
    return {activity.source for activity in workout.counting}
