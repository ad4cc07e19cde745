"""A hidden start says the day, nothing more."""

from typing import Any

from matching.engine.candidate import Candidate
from tests.matching.factories import HOUR, one, questions, workouts

HIDDEN = frozenset({"hidden_time"})


def hidden(**given: Any) -> Candidate:
    return one("strava", at=-14 * HOUR, flags=HIDDEN, **given)


def test_it_joins_the_one_equal_workout_of_its_day():
    assert len(workouts(hidden(), one("garmin"), one("file", at=5))) == 1


def test_it_asks_where_two_workouts_of_the_day_are_equal():
    both = one("garmin", id="a"), one("garmin", id="b", at=5 * HOUR + 400)
    assert questions(hidden(id="s"), *both) == [("day", "s", "a"), ("day", "s", "b")]


def test_it_does_not_join_what_is_not_equal():
    assert len(workouts(hidden(), one("garmin", length=3900))) == 2
    assert questions(hidden(), one("garmin", length=3900)) == []


def test_it_does_not_join_the_next_day():
    assert len(workouts(hidden(), one("garmin", at=11 * HOUR))) == 2


def test_its_midnight_is_no_start():
    assert len(workouts(hidden(length=4000), one("garmin", at=-14 * HOUR, length=4300))) == 2
