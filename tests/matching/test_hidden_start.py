"""A hidden start says the day, and nothing more."""

from typing import Any

from matching.engine.candidate import Candidate
from tests.matching.factories import HOUR, candidate, match_ids, questions

HIDDEN = frozenset({"hidden_time"})


def hidden_candidate(**given: Any) -> Candidate:
    return candidate("strava", at=-14 * HOUR, flags=HIDDEN, **given)


def test_a_hidden_start_joins_the_one_equal_workout_of_its_day():
    assert len(match_ids(hidden_candidate(), candidate("garmin"), candidate("file", at=5))) == 1


def test_two_equal_workouts_of_the_day_are_questions():
    both = candidate("garmin", id="a"), candidate("garmin", id="b", at=5 * HOUR + 400)
    assert questions(hidden_candidate(id="s"), *both) == [("day", "s", "a"), ("day", "s", "b")]


def test_a_hidden_start_does_not_join_an_unequal_workout():
    assert len(match_ids(hidden_candidate(), candidate("garmin", length=3900))) == 2
    assert questions(hidden_candidate(), candidate("garmin", length=3900)) == []


def test_a_hidden_start_does_not_join_the_next_day():
    assert len(match_ids(hidden_candidate(), candidate("garmin", at=11 * HOUR))) == 2


def test_the_midnight_of_a_hidden_start_is_not_compared():
    assert len(match_ids(hidden_candidate(length=4000), candidate("garmin", at=-14 * HOUR, length=4300))) == 2
