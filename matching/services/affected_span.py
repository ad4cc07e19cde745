"""Finds the complete neighborhoods around a change, with everything that the engine needs of them."""

from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass

from activities.models import Activity
from matching.engine.candidate import Candidate
from matching.engine.neighborhood import crowded_days, day_of, day_span, neighborhoods
from matching.engine.thresholds import DAY_S, MAX_CLOCK_ERROR_S, MAX_NEIGHBORHOOD_S, MAX_REACH_S, NEAR_START_S
from matching.match_row import COLUMNS, MatchRow
from matching.services.crowded_days import (
    change_crowded_days,
    days_no_longer_crowded,
    load_crowded_days,
    replace_crowded_days,
)
from matching.services.load_corrections import NO_LINKS, Links
from matching.services.stretches import (
    ROLLOVER_SHIFTS_S,
    Span,
    TooMuchAround,
    lies_within,
    load_rows,
    merge,
    rows_by_id,
    shifted,
    stretches_around,
    widened,
    without_days,
)

CLOCK_MARGIN_S = MAX_CLOCK_ERROR_S + NEAR_START_S
"""A question about a wrong clock can lie this far from what changed."""

MAX_PLACES = 20
"""When what is around a bounded change lies at more places than this, it is not read."""

FIRST_REACH_S = MAX_REACH_S + DAY_S + CLOCK_MARGIN_S
"""This far around a change is read first: ordinary neighborhoods end within it."""

FULL_REACH_S = FIRST_REACH_S + 2 * (MAX_NEIGHBORHOOD_S + MAX_REACH_S)
"""When a neighborhood goes on further than this around a change, it is too large to be matched."""


@dataclass(frozen=True, slots=True)
class AffectedSpan:
    """Holds what is rematched: rows by activity id, changed groups, and unchanged ones that are connected to others.

    A clock error may connect a group to a changed one, and a decision connects a group to any. Of `crowded_days` only
    what has changed is held, each activity as a group.
    """

    rows: dict[int, MatchRow]
    changed: list[list[Candidate]]
    connected: list[list[Candidate]]
    crowded_days: Set[int] = frozenset()

    @property
    def candidates(self) -> list[Candidate]:
        """Returns all activities of the span."""
        return [activity for group in self.changed + self.connected for activity in group]


def affected_span(
    spans: Iterable[Span], links: Links = NO_LINKS, changed_ids: Iterable[int] = (), max_rows: int | None = None
) -> AffectedSpan:
    """Returns the complete neighborhoods within a day of the spans, and those that are connected to them.

    A hidden start can lie anywhere in its day. Two queries; more only when neighborhoods reach beyond the days read, a
    decision joins activities beyond them, or a day becomes crowded or is crowded no more. A crowded day is not read,
    nor what lies further away than a neighborhood can be long: it is the same before the change and after it.
    `changed_ids` are the ids of what has changed, should it lie on a crowded day. Raises TooMuchAround rather than read
    more than `max_rows` activities.
    """
    spans, days = list(spans), load_crowded_days()
    touched = days & {day_of(start) for start, _ in spans}
    thinned = days_no_longer_crowded(touched)
    crowded = _load_changed(changed_ids, days - thinned) if touched - thinned else {}
    spans += [_around_day(day) for day in thinned]
    search = _Search(merge(spans), frozenset(days - thinned), crowded)
    while not search.is_complete(links, max_rows):
        pass
    change_crowded_days(search.newly_crowded, thinned)
    return search.affected_span()


def whole_history() -> AffectedSpan:
    """Returns everything that the account has as one span."""
    rows = rows_by_id(Activity.objects.values_list(*COLUMNS))
    candidates = [row.candidate() for row in rows.values()]
    days = crowded_days(candidates)
    replace_crowded_days(days)
    return AffectedSpan(rows, _groups(candidates, days), [], days)


class _Search:
    """A search reads ever wider stretches around a change, until every neighborhood that it affects is complete."""

    def __init__(self, spans: list[Span], unread_days: frozenset[int], crowded_rows: dict[int, MatchRow]) -> None:
        self.spans = spans
        self.linked: list[Span] = []
        self.reach = FIRST_REACH_S
        self.newly_crowded: set[int] = set()
        self._unread_days = unread_days
        self._crowded_rows = crowded_rows
        self._rows: dict[int, MatchRow] = {}
        self._changed: list[list[Candidate]] = []
        self._connected: list[list[Candidate]] = []

    def affected_span(self) -> AffectedSpan:
        """Returns what was read last."""
        crowded = [[row.candidate()] for row in self._crowded_rows.values()]
        rows, days = self._rows | self._crowded_rows, self._unread_days | self.newly_crowded
        return AffectedSpan(rows, self._changed + crowded, self._connected, days)

    def is_complete(self, links: Links, max_rows: int | None) -> bool:
        """Reads what is around the change; returns False, and what to read in addition, when that is not enough."""
        stretches = merge(stretches_around(self.spans, self.reach) + widened(self.linked, self.reach))
        if max_rows is not None and len(merge(widened(self.spans, self.reach))) > MAX_PLACES:
            raise TooMuchAround
        self._rows = load_rows(without_days(stretches, self._unread_days), max_rows)
        candidates = [row.candidate() for row in self._rows.values()]
        if new_days := crowded_days(candidates) - self.newly_crowded:
            self.newly_crowded |= new_days
            self.spans = merge(self.spans + [_around_day(day) for day in new_days])
            return False
        self._choose(_groups(candidates, self.newly_crowded))
        return not self._follow(links) and not self._widen(stretches)

    def _choose(self, groups: list[list[Candidate]]) -> None:
        """Chooses the groups that have changed, and those that are connected to them."""
        self._changed = [group for group in groups if _touches(group, self.spans, DAY_S)]
        self._connected = _clock_groups(groups, self._changed)
        known = {id(group) for group in self._changed + self._connected}
        self._connected += [group for group in groups if id(group) not in known and _touches(group, self.linked, 0)]

    def _follow(self, links: Links) -> bool:
        """Adds what a decision joins to the groups and was not read yet; returns whether there is such."""
        if outside := list(self._linked_starts(self._changed, links)):
            self.spans = merge(self.spans + outside)
        elif outside := list(self._linked_starts(self._changed + self._connected, links)):
            self.linked = merge(self.linked + outside)
        return bool(outside)

    def _linked_starts(self, groups: list[list[Candidate]], links: Links) -> Iterator[Span]:
        """Yields the starts of activities that a decision joins to one of these groups, and that are in none of them.

        A decision about a crowded day has no effect.
        """
        if links:
            keys = {activity.key for group in groups for activity in group}
            for key in keys & links.keys():
                for partner, start in links[key]:
                    if partner not in keys and day_of(start) not in self._unread_days:
                        yield start, start

    def _widen(self, stretches: list[Span]) -> bool:
        """Reads further when a group may go on outside; one that goes on for longer than any that is matched may."""
        matched = self._changed + self._connected
        groups = [group for group in matched if day_of(group[0].start_s) not in self.newly_crowded]
        if self.reach == FULL_REACH_S or all(_is_complete(group, stretches) for group in groups):
            return False
        self.reach = FULL_REACH_S
        return True


def extent(group: Iterable[Candidate]) -> Span:
    """Returns the span from a group's first start to the last instant at which it can overlap others."""
    group = list(group)
    return group[0].start_s, max(max(activity.reach_s, activity.start_s + NEAR_START_S) for activity in group)


def _groups(candidates: list[Candidate], crowded: Set[int]) -> list[list[Candidate]]:
    """Returns the neighborhoods, and each activity of a crowded day as a group."""
    groups = list(neighborhoods(activity for activity in candidates if day_of(activity.start_s) not in crowded))
    return groups + [[activity] for activity in candidates if day_of(activity.start_s) in crowded]


def _around_day(day: int) -> Span:
    """Returns how far the activities of a day can reach."""
    start, end = day_span(day)
    return start, end + MAX_REACH_S


def _load_changed(ids: Iterable[int], days: Set[int]) -> dict[int, MatchRow]:
    """Returns those of these activities that lie on one of the days: one query."""
    rows = rows_by_id(Activity.objects.filter(pk__in=list(ids)).values_list(*COLUMNS))
    return {id: row for id, row in rows.items() if day_of(row.started_at.timestamp()) in days}


def _touches(group: list[Candidate], spans: list[Span], margin: float) -> bool:
    """Returns whether a group lies within the margin of one of the spans, which are in order and apart."""
    return lies_within(extent(group), spans, margin)


def _clock_groups(groups: list[list[Candidate]], changed: list[list[Candidate]]) -> list[list[Candidate]]:
    """Returns the unchanged groups that lie within a clock error of a changed one."""
    near, known = merge(extent(group) for group in changed), {id(group) for group in changed}
    near = merge(near + [shifted(span, shift) for span in near for shift in ROLLOVER_SHIFTS_S])
    return [group for group in groups if id(group) not in known and _touches(group, near, CLOCK_MARGIN_S)]


def _is_complete(group: list[Candidate], stretches: list[Span]) -> bool:
    """Returns whether no activity outside of the stretches read can belong to the group."""
    first, last = extent(group)
    return any(start + MAX_REACH_S <= first and last <= end for start, end in stretches if start <= first <= end)
