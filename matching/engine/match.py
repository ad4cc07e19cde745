"""Matches activities into workouts and questions; the result does not depend on the order of the input."""

from collections.abc import Iterable, Sequence, Set

from matching.engine.candidate import Candidate, time_order
from matching.engine.cluster import Clusters, build_clusters
from matching.engine.decisions import Constraints, PairDecision, linked_groups
from matching.engine.neighborhood import neighbor_pairs, split_crowded
from matching.engine.questions import find_clock_questions, find_questions
from matching.engine.verdict import judge
from matching.engine.workout import MatchedWorkout, Matching, MatchQuestion, build_workout


def match(
    candidates: Iterable[Candidate], decisions: Sequence[PairDecision] = (), crowded: Set[int] = frozenset()
) -> Matching:
    """Returns the workouts of one athlete's activities, in order of time, and the questions that remain.

    The athlete's decisions name activities by the keys of their candidates; those about other activities are ignored.
    `crowded` are days that are crowded with activities which need not be given. What is crowded, or in a neighborhood
    that is too large, is a workout alone and never asked about, whatever the decisions say.
    """
    groups, alone = split_crowded(candidates, crowded)
    workouts: list[MatchedWorkout] = []
    questions: list[MatchQuestion] = []
    for group, own_decisions in linked_groups(groups, decisions):
        if len(group) == 1:
            workouts.append(MatchedWorkout(tuple(group)))
        else:
            clusters = _build_clusters(group, own_decisions)
            workouts += _workouts(clusters)
            questions += find_questions(clusters)
    if decisions:
        workouts.sort(key=_by_leader)
    questions += find_clock_questions(workouts, decisions)
    if alone:
        workouts += [MatchedWorkout((activity,), is_crowded=True) for activity in alone]
        workouts.sort(key=_by_leader)
    return Matching(tuple(workouts), tuple(questions))


def _build_clusters(group: list[Candidate], decisions: Iterable[PairDecision]) -> Clusters:
    index_of = {id(activity): index for index, activity in enumerate(group)}
    verdicts = {
        (index_of[id(a)], index_of[id(b)]): verdict for a, b in neighbor_pairs(group) if (verdict := judge(a, b))
    }
    return build_clusters(group, verdicts, Constraints(group, decisions))


def _workouts(clusters: Clusters) -> list[MatchedWorkout]:
    activity_at = clusters.group.__getitem__
    workouts = [
        build_workout(map(activity_at, counting), map(activity_at, duplicates))
        for counting, duplicates in clusters.workouts
    ]
    return sorted(workouts, key=_by_leader)


def _by_leader(workout: MatchedWorkout) -> tuple[object, ...]:
    return time_order(workout.leader)
