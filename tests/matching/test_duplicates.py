"""What one connection has twice."""

from matching.engine.match import match
from tests.matching.factories import HOUR, MINUTE, one, questions


def test_a_second_activity_that_agrees_closely_is_a_duplicate():
    (workout,) = match([one("strava", id="a", length=3700), one("strava", id="b", at=90)]).workouts
    assert [each.key for each in workout.counting] == ["a"]
    assert [each.key for each in workout.duplicates] == ["b"]


def test_two_devices_on_two_providers_are_one_workout():
    pairs = [
        one(provider, at=at, distance=metres)
        for provider in ("garmin", "strava")
        for at, metres in ((0, 30_000), (80, 30_600))
    ]
    (workout,) = match(pairs).workouts
    assert (len(workout.counting), len(workout.duplicates)) == (2, 2)


def test_without_a_length_the_same_start_is_a_duplicate():
    twins = one("strava", length=None), one("strava", at=2, length=None)
    assert [len(each.duplicates) for each in match(twins).workouts] == [1]
    assert len(match([one("strava", length=None), one("strava", at=100, length=None)]).workouts) == 2


def test_short_ones_that_hardly_overlap_are_asked_about():
    circuit = {"sport": "strength", "length": 300, "distance": None}
    assert questions(one("strava", id="a", **circuit), one("strava", id="b", at=110, **circuit)) == [
        ("twice", "a", "b")
    ]


def test_a_duplicate_that_agrees_less_is_asked_about():
    assert questions(one("strava", id="a"), one("strava", id="b", at=5 * MINUTE)) == [("twice", "a", "b")]


def test_two_activities_of_one_provider_that_do_not_overlap_are_neither():
    short = {"length": 60, "distance": None}
    assert questions(one("strava", **short), one("strava", at=90, **short)) == []
    assert questions(one("strava"), one("strava", at=2 * HOUR)) == []
