"""Splits activities into neighborhoods: those that start within minutes or overlap, closed under that relation.

Both are bounded, so that what is matched around a change stays small whatever a clock or an athlete makes up: a day
with too many activities is crowded, and neither it nor a neighborhood that is too large is matched at all.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Set

from matching.engine.candidate import Candidate, time_order
from matching.engine.thresholds import (
    DAY_S,
    MAX_DAY_ACTIVITIES,
    MAX_NEIGHBORHOOD_S,
    MAX_NEIGHBORHOOD_SIZE,
    MAX_NEIGHBORS,
    NEAR_START_S,
)


def day_of(start_s: float) -> int:
    """Returns the day of an instant, by UTC: the number of days since 1970."""
    return int(start_s // DAY_S)


def day_span(day: int) -> tuple[float, float]:
    """Returns when a day begins and when it has ended, in seconds since 1970."""
    return day * DAY_S, (day + 1) * DAY_S


def crowded_days(candidates: Iterable[Candidate]) -> set[int]:
    """Returns the days on which too many of these activities start."""
    counts = Counter(day_of(activity.start_s) for activity in candidates)
    return {day for day, count in counts.items() if is_day_crowded(count)}


def split_crowded(
    candidates: Iterable[Candidate], days: Set[int] = frozenset()
) -> tuple[list[list[Candidate]], list[Candidate]]:
    """Returns the neighborhoods that are matched, and the activities that are not, both in order of time.

    Days that are given are crowded whether or not all of their activities are among these.
    """
    candidates = list(candidates)
    days = days | crowded_days(candidates)
    groups: list[list[Candidate]] = []
    crowded = [activity for activity in candidates if day_of(activity.start_s) in days]
    for group in neighborhoods(activity for activity in candidates if day_of(activity.start_s) not in days):
        if is_too_large(group):
            crowded += group
        else:
            groups.append(group)
    return groups, sorted(crowded, key=time_order)


def is_day_crowded(count: int) -> bool:
    """Returns whether a day with this many activities is crowded."""
    return count > MAX_DAY_ACTIVITIES


def is_too_large(group: list[Candidate]) -> bool:
    """Returns whether a neighborhood is too large to be matched."""
    return len(group) > MAX_NEIGHBORHOOD_SIZE or group[-1].start_s - group[0].start_s > MAX_NEIGHBORHOOD_S


def neighborhoods(candidates: Iterable[Candidate]) -> Iterator[list[Candidate]]:
    """Yields the neighborhoods in order of time, each in the engine's order; only its members can be one workout."""
    group: list[Candidate] = []
    reach = float("-inf")
    for activity in sorted(candidates, key=time_order):
        if activity.start_s > reach:
            if group:
                yield group
            group = []
        group.append(activity)
        reach = max(reach, _reach(activity))
    if group:
        yield group


def neighbor_pairs(group: list[Candidate]) -> Iterator[tuple[Candidate, Candidate]]:
    """Yields the pairs of one neighborhood that are neighbors themselves."""
    for i, a in enumerate(group):
        reach = _reach(a)
        for j in range(i + 1, min(len(group), i + 1 + MAX_NEIGHBORS)):
            b = group[j]
            if b.start_s > reach:
                break
            yield a, b


def _reach(activity: Candidate) -> float:
    return max(activity.reach_s, activity.start_s + NEAR_START_S)
