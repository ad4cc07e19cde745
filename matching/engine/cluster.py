"""Who belongs together in one neighbourhood: an assignment, best first, at most one counting activity per source."""

from collections import Counter
from collections.abc import Iterable
from itertools import product

from matching.engine.candidate import Candidate
from matching.engine.leader import leading
from matching.engine.verdict import Verdict, VerdictKind

Verdicts = dict[tuple[int, int], Verdict]
"""What the activities at two places of the neighbourhood are to each other; those that differ are not there."""


class Clusters:
    """The activities of a neighbourhood, by their places in it, as they are put together."""

    def __init__(self, group: list[Candidate], verdicts: Verdicts) -> None:
        self.group = group
        self.verdicts = verdicts
        self.counting = {place: [place] for place in range(len(group))}
        self.duplicates: dict[int, list[int]] = {place: [] for place in self.counting}
        self.home = list(range(len(group)))

    def join(self, a: int, b: int) -> None:
        """Puts the clusters of two places together if all of both fit."""
        host, guest = sorted((self.home[a], self.home[b]), key=self._weight)
        if host == guest or not self._fit(host, guest):
            return
        taken = {self.group[place].source for place in self.counting[host]}
        for place in self.counting.pop(guest):
            (self.duplicates if self.group[place].source in taken else self.counting)[host].append(place)
        self.duplicates[host] += self.duplicates.pop(guest)
        for place in self.members(host):
            self.home[place] = host

    def members(self, cluster: int) -> list[int]:
        """All places of a cluster, those that count first."""
        return self.counting[cluster] + self.duplicates[cluster]

    def verdict(self, a: int, b: int) -> Verdict | None:
        """What the activities at two places are to each other."""
        return self.verdicts.get((a, b) if a < b else (b, a))

    def _fit(self, host: int, guest: int) -> bool:
        return all(self._together(a, b) for a, b in product(self.members(host), self.members(guest)))

    def _together(self, a: int, b: int) -> bool:
        verdict = self.verdict(a, b)
        return verdict is not None and verdict.fits

    def _weight(self, cluster: int) -> tuple[object, ...]:
        return (-len(self.counting[cluster]), leading(self.group[cluster]), cluster)


def cluster(group: list[Candidate], verdicts: Verdicts) -> Clusters:
    """The neighbourhood put together: matches best first, then what one source has twice, then hidden starts."""
    clusters = Clusters(group, verdicts)
    for kind in (VerdictKind.MATCH, VerdictKind.DUPLICATE):
        for a, b in _best_first(verdicts, kind):
            clusters.join(a, b)
    _place_hidden(clusters)
    return clusters


def _best_first(verdicts: Verdicts, kind: VerdictKind) -> Iterable[tuple[int, int]]:
    return (pair for _, pair in sorted((v.cost, pair) for pair, v in verdicts.items() if v.kind is kind))


def _place_hidden(clusters: Clusters) -> None:
    """A start that says only the day joins the one workout of that day that is equal; where two are, we ask."""
    home = clusters.home
    offers = sorted(
        {(home[a], home[b]) for (a, b), verdict in clusters.verdicts.items() if verdict.kind is VerdictKind.DAY}
    )
    wanted = Counter(side for offer in offers for side in offer)
    for a, b in offers:
        if wanted[a] == wanted[b] == 1:
            clusters.join(a, b)
