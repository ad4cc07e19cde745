"""Assigns the activities of one neighborhood to workouts: best first, at most one counted activity per source."""

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import product

from matching.engine.candidate import Candidate
from matching.engine.decisions import Constraints
from matching.engine.leader import leader_order
from matching.engine.verdict import Verdict
from matching.engine.verdict_kind import VerdictKind

Verdicts = dict[tuple[int, int], Verdict]
"""The keys are pairs of indexes into the neighborhood, the lower one first; different workouts have no entry."""


class Clusters:
    """Joins the activities of a neighborhood, named by their index in it, into clusters.

    A cluster holds what the engine joins: every two of its activities agree. A workout holds the clusters that the
    athlete's decisions join; without decisions, each cluster is a workout.
    """

    def __init__(self, group: list[Candidate], verdicts: Verdicts, constraints: Constraints) -> None:
        self.group = group
        self.verdicts = verdicts
        self.constraints = constraints
        self.counting = {index: [index] for index in range(len(group))}
        self.duplicates: dict[int, list[int]] = {index: [] for index in self.counting}
        self.cluster_of = list(range(len(group)))

    def join(self, a: int, b: int) -> None:
        """Joins the clusters of two activities if every pair across them is joinable, and no decision forbids it."""
        target, absorbed = sorted((self.cluster_of[a], self.cluster_of[b]), key=self._sort_key)
        if target == absorbed or not self._can_merge(target, absorbed) or not self.constraints.can_join(a, b):
            return
        self.constraints.join(a, b)
        target_sources = {self.group[index].source for index in self.counting[target]}
        for index in self.counting.pop(absorbed):
            (self.duplicates if self.group[index].source in target_sources else self.counting)[target].append(index)
        self.duplicates[target] += self.duplicates.pop(absorbed)
        for index in self.members(target):
            self.cluster_of[index] = target

    def members(self, cluster: int) -> list[int]:
        """Returns the indexes of a cluster's activities, the counted ones first."""
        return self.counting[cluster] + self.duplicates[cluster]

    @cached_property
    def workouts(self) -> list[tuple[list[int], list[int]]]:
        """Returns the counted activities and the duplicates of each workout, once everything is joined."""
        clusters_of: dict[int, list[int]] = {}
        for cluster in self.counting:
            clusters_of.setdefault(self.workout_of(cluster), []).append(cluster)
        return [self._count(clusters) for clusters in clusters_of.values()]

    def workout_of(self, index: int) -> int:
        """Returns the workout that an activity is in: the lowest index of its activities."""
        return min(self.constraints.components[index])

    def _count(self, clusters: list[int]) -> tuple[list[int], list[int]]:
        """Splits the activities of one workout into those that are counted, at most one per source, and duplicates."""
        not_counted = self.constraints.not_counted
        if len(clusters) == 1 and not not_counted:
            return self.counting[clusters[0]], self.duplicates[clusters[0]]
        counting: dict[str, int] = {}
        duplicates: list[int] = []
        for index in self._by_preference(clusters):
            if index in not_counted or counting.setdefault(self.group[index].source, index) != index:
                duplicates.append(index)
        return list(counting.values()), duplicates

    def _by_preference(self, clusters: list[int]) -> Iterator[int]:
        for cluster in sorted(clusters, key=self._sort_key):
            for indexes in (self.counting[cluster], self.duplicates[cluster]):
                yield from sorted(indexes, key=lambda index: leader_order(self.group[index]))

    def verdict(self, a: int, b: int) -> Verdict | None:
        """Returns the verdict about two activities; None when they are different workouts."""
        return self.verdicts.get((a, b) if a < b else (b, a))

    def _can_merge(self, target: int, absorbed: int) -> bool:
        return all(self._can_join(a, b) for a, b in product(self.members(target), self.members(absorbed)))

    def _can_join(self, a: int, b: int) -> bool:
        verdict = self.verdict(a, b)
        return verdict is not None and verdict.is_joinable

    def _sort_key(self, cluster: int) -> tuple[object, ...]:
        return (-len(self.counting[cluster]), leader_order(self.group[cluster]), cluster)


def build_clusters(group: list[Candidate], verdicts: Verdicts, constraints: Constraints) -> Clusters:
    """Returns the neighborhood in clusters: joins matches best first, then duplicates, then hidden starts."""
    clusters = Clusters(group, verdicts, constraints)
    for kind in (VerdictKind.MATCH, VerdictKind.DUPLICATE):
        for a, b in _best_first(verdicts, kind):
            clusters.join(a, b)
    _join_hidden_starts(clusters)
    return clusters


def _best_first(verdicts: Verdicts, kind: VerdictKind) -> Iterable[tuple[int, int]]:
    return (
        pair for _, pair in sorted((verdict.cost, pair) for pair, verdict in verdicts.items() if verdict.kind is kind)
    )


def _join_hidden_starts(clusters: Clusters) -> None:
    """Joins a hidden start to the one equal workout of its day; when there are several, they become questions."""
    cluster_of = clusters.cluster_of
    candidate_pairs = sorted(
        {(cluster_of[a], cluster_of[b]) for a, b in clusters.verdicts if _is_open_same_day(clusters, a, b)}
    )
    counts = Counter(cluster for pair in candidate_pairs for cluster in pair)
    for a, b in candidate_pairs:
        if counts[a] == counts[b] == 1:
            clusters.join(a, b)


def _is_open_same_day(clusters: Clusters, a: int, b: int) -> bool:
    """Returns whether two activities may be one workout of a hidden start, and no decision has settled that."""
    if clusters.verdicts[a, b].kind is not VerdictKind.SAME_DAY or not clusters.constraints.can_join(a, b):
        return False
    hidden = (index for index in (a, b) if "hidden_time" in clusters.group[index].flags)
    return all(len(clusters.constraints.components[index]) == 1 for index in hidden)
