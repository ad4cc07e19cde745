"""What is asked instead of decided."""

import pytest

from matching.engine.match import match
from tests.matching.factories import HOUR, MINUTE, one, questions, workouts


@pytest.mark.parametrize("shift", [HOUR, -HOUR, 13 * HOUR, 14 * HOUR, 5.5 * HOUR, 5.75 * HOUR])
def test_a_step_of_time_zones_is_asked_about(shift):
    (asked,) = match([one("garmin"), one("file", at=shift + 2, length=3602)]).questions
    assert (asked.kind, asked.shift_s) == ("shift", abs(shift))


@pytest.mark.parametrize("shift", [15 * HOUR, 2 * HOUR + 20 * MINUTE, HOUR + 90])
def test_other_gaps_are_two_workouts_and_no_question(shift):
    assert questions(one("garmin"), one("file", at=shift)) == []


def test_a_shift_is_never_matched_though_the_times_overlap():
    ultra = {"length": 20 * HOUR, "distance": 300_000}
    assert len(workouts(one("garmin", **ultra), one("file", at=HOUR, **ultra))) == 2


def test_a_shift_needs_the_same_length_and_distance():
    assert questions(one("garmin"), one("file", at=HOUR, length=3900)) == []
    assert questions(one("garmin"), one("file", at=HOUR, distance=33_000)) == []


def test_a_shift_without_distances_needs_lengths_equal_to_the_second():
    lifting = {"sport": "strength", "distance": None}
    assert questions(one("garmin", **lifting), one("file", at=2 * HOUR, length=3640, **lifting)) == []
    assert len(questions(one("garmin", **lifting), one("file", at=2 * HOUR, length=3601, **lifting))) == 1


def test_a_shift_is_not_asked_where_both_sides_have_the_same_provider():
    morning, noon = (one("garmin"), one("strava")), (one("strava", at=2 * HOUR), one("file", at=2 * HOUR))
    assert questions(*morning, *noon) == []


def test_a_workout_is_asked_about_once():
    assert len(questions(one("garmin"), one("strava"), one("ridewithgps", at=HOUR), one("file", at=HOUR))) == 1


def test_the_halves_of_an_outing_are_asked_about_as_parts():
    halves = (
        one("strava", id="1", length=1500, distance=12_500),
        one("strava", id="2", at=1520, length=2080, distance=17_000),
    )
    assert questions(one("garmin", id="0"), *halves) == [("parts", "1", "0"), ("parts", "0", "2")]


def test_overlapping_times_with_other_lengths_are_asked_about():
    asked = questions(one("garmin", id="a", length=6000), one("strava", id="b", at=1200, length=5800, distance=9000))
    assert asked == [("overlap", "a", "b")]


def test_equal_numbers_under_another_sport_are_asked_about():
    assert questions(one("garmin", id="a", sport="ride"), one("strava", id="b", sport="run")) == [("sport", "a", "b")]


def test_an_entry_by_hand_is_asked_about():
    assert questions(one("garmin", id="a"), one("strava", id="b", at=60, flags=frozenset({"manual"}))) == [
        ("overlap", "a", "b")
    ]


def test_the_same_start_without_a_length_is_asked_about_though_the_distance_differs():
    assert questions(one("garmin", id="a"), one("strava", id="b", at=2, length=None, distance=24_000)) == [
        ("overlap", "a", "b")
    ]


def test_a_start_after_half_of_the_other_is_not_asked_about():
    repeat = {"sport": "run", "distance": 400}
    assert questions(one("garmin", length=90, **repeat), one("strava", at=160, length=None, **repeat)) == []


def test_an_unspecific_sport_is_what_its_workout_is():
    ride = one("garmin", id="g"), one("strava", id="s", sport="other")
    jog = one("ridewithgps", id="r", sport="run", at=900, length=1800, distance=5000)
    assert questions(ride[1], jog) == [("parts", "s", "r")]
    assert questions(*ride, jog) == []


def test_a_connection_that_has_the_whole_and_the_part_keeps_them_apart():
    triathlon = one("garmin", id="t", sport="multisport", length=9000, distance=51_500)
    leg = {"at": 1800, "length": 4200, "distance": 40_000}
    other = one("strava", id="s", sport="other", **leg)
    assert questions(triathlon, other) == [("parts", "t", "s")]
    assert questions(triathlon, one("garmin", sport="other", **leg), other) == []
