"""Only neighbors are compared."""

from matching.engine.candidate import Candidate
from matching.engine.neighborhood import neighbor_pairs, neighborhoods
from matching.engine.thresholds import MAX_NEIGHBORS
from tests.matching.factories import HOUR, MINUTE, candidate


def neighborhood_ids(*activities: Candidate) -> list[list[str]]:
    return [[activity.key for activity in group] for group in neighborhoods(activities)]


def test_starts_within_minutes_are_neighbors_whatever_the_lengths():
    assert neighborhood_ids(candidate(id="a", length=None), candidate(id="b", at=9 * MINUTE, length=None)) == [
        ["a", "b"]
    ]
    assert neighborhood_ids(candidate(id="a", length=None), candidate(id="b", at=11 * MINUTE, length=None)) == [
        ["a"],
        ["b"],
    ]


def test_overlapping_activities_are_neighbors_and_so_are_their_neighbors():
    assert neighborhood_ids(
        candidate(id="a"), candidate(id="c", at=100 * MINUTE), candidate(id="b", at=50 * MINUTE)
    ) == [["a", "b", "c"]]


def test_a_hidden_start_reaches_over_its_day():
    assert len(neighborhood_ids(candidate(flags=frozenset({"hidden_time"})), candidate(at=23 * HOUR))) == 1


def test_a_recording_of_weeks_does_not_tie_the_weeks_together():
    assert len(neighborhood_ids(candidate(length=500 * HOUR), candidate(at=40 * HOUR), candidate(at=90 * HOUR))) == 2


def test_equal_starts_cost_no_more_than_their_number():
    (group,) = neighborhoods([candidate("file") for _ in range(300)])
    assert len(list(neighbor_pairs(group))) <= 300 * MAX_NEIGHBORS
