"""A second activity of one connection is a duplicate, a question, or a workout of its own."""

from matching.engine.match import match
from tests.matching.factories import HOUR, MINUTE, candidate, questions


def test_a_second_activity_that_agrees_closely_is_a_duplicate():
    (workout,) = match([candidate("strava", id="a", length=3700), candidate("strava", id="b", at=90)]).workouts
    assert [activity.key for activity in workout.counting] == ["a"]
    assert [activity.key for activity in workout.duplicates] == ["b"]


def test_two_devices_on_two_providers_are_one_workout():
    pairs = [
        candidate(provider, at=at, distance=meters)
        for provider in ("garmin", "strava")
        for at, meters in ((0, 30_000), (80, 30_600))
    ]
    (workout,) = match(pairs).workouts
    assert (len(workout.counting), len(workout.duplicates)) == (2, 2)


def test_without_a_length_the_same_start_is_a_duplicate():
    copies = candidate("strava", length=None), candidate("strava", at=2, length=None)
    assert [len(workout.duplicates) for workout in match(copies).workouts] == [1]
    assert len(match([candidate("strava", length=None), candidate("strava", at=100, length=None)]).workouts) == 2


def test_short_activities_that_hardly_overlap_are_a_question():
    circuit = {"sport": "strength", "length": 300, "distance": None}
    assert questions(candidate("strava", id="a", **circuit), candidate("strava", id="b", at=110, **circuit)) == [
        ("twice", "a", "b")
    ]


def test_a_second_activity_that_agrees_less_is_a_question():
    assert questions(candidate("strava", id="a"), candidate("strava", id="b", at=5 * MINUTE)) == [("twice", "a", "b")]


def test_two_activities_of_one_provider_that_do_not_overlap_are_two_workouts():
    short = {"length": 60, "distance": None}
    assert questions(candidate("strava", **short), candidate("strava", at=90, **short)) == []
    assert questions(candidate("strava"), candidate("strava", at=2 * HOUR)) == []
