"""The engine's door: activities in, workouts and questions out; the same answer whatever their order."""

from collections.abc import Iterable

from matching.engine.candidate import Candidate, order
from matching.engine.cluster import Clusters, cluster
from matching.engine.neighbourhood import neighbourhoods, neighbours
from matching.engine.questions import clock_questions, open_questions
from matching.engine.verdict import judge
from matching.engine.workout import MatchedWorkout, Matching, MatchQuestion, workout_of


def match(candidates: Iterable[Candidate]) -> Matching:
    """The workouts of one athlete's activities, in order of time, and what only the athlete can answer."""
    workouts: list[MatchedWorkout] = []
    questions: list[MatchQuestion] = []
    for group in neighbourhoods(candidates):
        found, asked = _decide(group)
        workouts += found
        questions += asked
    return Matching(tuple(workouts), tuple(questions + clock_questions(workouts)))


def _decide(group: list[Candidate]) -> tuple[list[MatchedWorkout], list[MatchQuestion]]:
    if len(group) == 1:
        return [MatchedWorkout(tuple(group))], []
    place = {id(one): at for at, one in enumerate(group)}
    verdicts = {(place[id(a)], place[id(b)]): found for a, b in neighbours(group) if (found := judge(a, b))}
    clusters = cluster(group, verdicts)
    return _workouts(clusters), open_questions(clusters)


def _workouts(clusters: Clusters) -> list[MatchedWorkout]:
    of = clusters.group.__getitem__
    found = [workout_of(map(of, places), map(of, clusters.duplicates[at])) for at, places in clusters.counting.items()]
    return sorted(found, key=lambda workout: order(workout.leader))
