"""Matches activities given as JSON lines, with the decisions among them, and answers in JSON lines.

It needs no database.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from matching.engine.candidate import Candidate
from matching.engine.decisions import PairDecision
from matching.engine.line_parser import DecisionLine, Line, RecordLine
from matching.engine.match import match


def match_lines(lines: Iterable[Line]) -> Iterator[dict[str, Any]]:
    """Yields for each activity its user, provider, provider id and cluster, and the clusters that may be the same.

    A decision about an activity that no line holds has no effect.
    """
    lines = list(lines)
    records = [line for line in lines if isinstance(line, RecordLine)]
    activities: dict[Any, list[Candidate]] = defaultdict(list)
    for record in records:
        activities[record.user].append(record.candidate)
    decisions: dict[Any, list[DecisionLine]] = defaultdict(list)
    for line in lines:
        if isinstance(line, DecisionLine):
            decisions[line.user].append(line)
    clusters: dict[Any, str] = {}
    possible: dict[Any, set[str]] = defaultdict(set)
    for user, of_user in activities.items():
        _match_user(of_user, decisions[user], clusters, possible)
    for record in records:
        activity = record.candidate
        answer = {"user": record.user, "provider": activity.provider, "provider_id": record.provider_id}
        answer["cluster"] = clusters[activity.key]
        yield answer | ({"possible": sorted(possible[activity.key])} if activity.key in possible else {})


def _match_user(
    activities: list[Candidate],
    decisions: Iterable[DecisionLine],
    clusters: dict[Any, str],
    possible: dict[Any, set[str]],
) -> None:
    keys = {(activity.provider, activity.provider_id): activity.key for activity in activities}
    matching = match(
        activities,
        [
            PairDecision(line.kind, keys[line.first], keys[line.second], line.decided_at)
            for line in decisions
            if line.first in keys and line.second in keys
        ],
    )
    for workout in matching.workouts:
        cluster = f"{workout.leader.provider}:{workout.leader.provider_id}"
        clusters.update((activity.key, cluster) for activity in workout.members)
    for question in matching.questions:
        possible[question.first.key].add(clusters[question.second.key])
        possible[question.second.key].add(clusters[question.first.key])
