"""Which activities are looked at together."""

from matching.engine.candidate import Candidate
from matching.engine.neighborhood import MAX_NEIGHBORS, neighbor_pairs, neighborhoods
from tests.matching.factories import HOUR, MINUTE, one


def groups(*activities: Candidate) -> list[list[str]]:
    return [[each.key for each in group] for group in neighborhoods(activities)]


def test_starts_within_minutes_are_neighbors_whatever_the_lengths():
    assert groups(one(id="a", length=None), one(id="b", at=9 * MINUTE, length=None)) == [["a", "b"]]
    assert groups(one(id="a", length=None), one(id="b", at=11 * MINUTE, length=None)) == [["a"], ["b"]]


def test_overlapping_activities_are_neighbors_and_so_are_their_neighbors():
    assert groups(one(id="a"), one(id="c", at=100 * MINUTE), one(id="b", at=50 * MINUTE)) == [["a", "b", "c"]]


def test_a_hidden_start_reaches_over_its_day():
    assert len(groups(one(flags=frozenset({"hidden_time"})), one(at=23 * HOUR))) == 1


def test_a_recording_of_weeks_does_not_tie_the_weeks_together():
    assert len(groups(one(length=500 * HOUR), one(at=40 * HOUR), one(at=90 * HOUR))) == 2


def test_a_crowd_of_equal_starts_costs_no_more_than_its_number():
    (group,) = neighborhoods([one("file") for _ in range(300)])
    assert len(list(neighbor_pairs(group))) <= 300 * MAX_NEIGHBORS
