"""Assigns the activities of one neighborhood to workouts: best first, at most one counted activity per source."""

from collections import Counter
from collections.abc import Iterable
from itertools import product

from matching.engine.candidate import Candidate
from matching.engine.leader import leader_order
from matching.engine.verdict import Verdict, VerdictKind

Verdicts = dict[tuple[int, int], Verdict]
"""The keys are pairs of places in the neighborhood, the lower place first; pairs that differ are left out."""


class Clusters:
    """Holds the activities of a neighborhood, by their places in it, as they are joined into clusters."""

    def __init__(self, group: list[Candidate], verdicts: Verdicts) -> None:
        self.group = group
        self.verdicts = verdicts
        self.counting = {place: [place] for place in range(len(group))}
        self.duplicates: dict[int, list[int]] = {place: [] for place in self.counting}
        self.cluster_of = list(range(len(group)))

    def join(self, a: int, b: int) -> None:
        """Joins the clusters of two places if all of both fit."""
        host, guest = sorted((self.cluster_of[a], self.cluster_of[b]), key=self._weight)
        if host == guest or not self._fit(host, guest):
            return
        host_sources = {self.group[place].source for place in self.counting[host]}
        for place in self.counting.pop(guest):
            (self.duplicates if self.group[place].source in host_sources else self.counting)[host].append(place)
        self.duplicates[host] += self.duplicates.pop(guest)
        for place in self.members(host):
            self.cluster_of[place] = host

    def members(self, cluster: int) -> list[int]:
        """Returns all places of a cluster, those that are counted first."""
        return self.counting[cluster] + self.duplicates[cluster]

    def verdict(self, a: int, b: int) -> Verdict | None:
        """Returns the verdict about the activities at two places; None when they differ."""
        return self.verdicts.get((a, b) if a < b else (b, a))

    def _fit(self, host: int, guest: int) -> bool:
        return all(self._can_join(a, b) for a, b in product(self.members(host), self.members(guest)))

    def _can_join(self, a: int, b: int) -> bool:
        verdict = self.verdict(a, b)
        return verdict is not None and verdict.fits

    def _weight(self, cluster: int) -> tuple[object, ...]:
        return (-len(self.counting[cluster]), leader_order(self.group[cluster]), cluster)


def build_clusters(group: list[Candidate], verdicts: Verdicts) -> Clusters:
    """Returns the neighborhood in clusters: joins matches best first, then duplicates, then hidden starts."""
    clusters = Clusters(group, verdicts)
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
    """Joins a start that says only the day to the one equal workout of that day; two such workouts are a question."""
    cluster_of = clusters.cluster_of
    offers = sorted(
        {
            (cluster_of[a], cluster_of[b])
            for (a, b), verdict in clusters.verdicts.items()
            if verdict.kind is VerdictKind.DAY
        }
    )
    counts = Counter(cluster for offer in offers for cluster in offer)
    for a, b in offers:
        if counts[a] == counts[b] == 1:
            clusters.join(a, b)
