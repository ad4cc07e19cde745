"""Matches activities into workouts and questions; the result does not depend on the order of the input."""

from collections.abc import Iterable

from matching.engine.candidate import Candidate, time_order
from matching.engine.cluster import Clusters, build_clusters
from matching.engine.neighborhood import neighbor_pairs, neighborhoods
from matching.engine.questions import find_clock_questions, find_questions
from matching.engine.verdict import judge
from matching.engine.workout import MatchedWorkout, Matching, MatchQuestion, build_workout


def match(candidates: Iterable[Candidate]) -> Matching:
    """Returns the workouts of one athlete's activities, in order of time, and the questions that remain."""
    workouts: list[MatchedWorkout] = []
    questions: list[MatchQuestion] = []
    for group in neighborhoods(candidates):
        if len(group) == 1:
            workouts.append(MatchedWorkout(tuple(group)))
        else:
            clusters = _build_clusters(group)
            workouts += _workouts(clusters)
            questions += find_questions(clusters)
    return Matching(tuple(workouts), tuple(questions + find_clock_questions(workouts)))


def _build_clusters(group: list[Candidate]) -> Clusters:
    index_of = {id(activity): index for index, activity in enumerate(group)}
    verdicts = {
        (index_of[id(a)], index_of[id(b)]): verdict for a, b in neighbor_pairs(group) if (verdict := judge(a, b))
    }
    return build_clusters(group, verdicts)


def _workouts(clusters: Clusters) -> list[MatchedWorkout]:
    activity_at = clusters.group.__getitem__
    workouts = [
        build_workout(map(activity_at, indexes), map(activity_at, clusters.duplicates[cluster]))
        for cluster, indexes in clusters.counting.items()
    ]
    return sorted(workouts, key=lambda workout: time_order(workout.leader))
