"""The engine asks where it does not decide."""

import pytest

from matching.engine.match import match
from tests.matching.factories import HOUR, MINUTE, candidate, match_ids, questions


@pytest.mark.parametrize("shift", [HOUR, -HOUR, 13 * HOUR, 14 * HOUR, 5.5 * HOUR, 5.75 * HOUR])
def test_a_step_of_time_zones_is_asked_about(shift):
    (question,) = match([candidate("garmin"), candidate("file", at=shift + 2, length=3602)]).questions
    assert (question.kind, question.shift_s) == ("shift", abs(shift))


@pytest.mark.parametrize("shift", [15 * HOUR, 2 * HOUR + 20 * MINUTE, HOUR + 90])
def test_other_gaps_are_two_workouts_and_no_question(shift):
    assert questions(candidate("garmin"), candidate("file", at=shift)) == []


def test_a_shift_is_never_matched_though_the_times_overlap():
    ultra = {"length": 20 * HOUR, "distance": 300_000}
    assert len(match_ids(candidate("garmin", **ultra), candidate("file", at=HOUR, **ultra))) == 2


def test_a_shift_needs_the_same_length_and_distance():
    assert questions(candidate("garmin"), candidate("file", at=HOUR, length=3900)) == []
    assert questions(candidate("garmin"), candidate("file", at=HOUR, distance=33_000)) == []


def test_a_shift_without_distances_needs_lengths_equal_to_the_second():
    lifting = {"sport": "strength", "distance": None}
    assert questions(candidate("garmin", **lifting), candidate("file", at=2 * HOUR, length=3640, **lifting)) == []
    assert len(questions(candidate("garmin", **lifting), candidate("file", at=2 * HOUR, length=3601, **lifting))) == 1


def test_a_shift_is_not_asked_where_both_sides_have_the_same_provider():
    morning, noon = (
        (candidate("garmin"), candidate("strava")),
        (candidate("strava", at=2 * HOUR), candidate("file", at=2 * HOUR)),
    )
    assert questions(*morning, *noon) == []


def test_a_workout_is_asked_about_once():
    assert (
        len(
            questions(
                candidate("garmin"), candidate("strava"), candidate("ridewithgps", at=HOUR), candidate("file", at=HOUR)
            )
        )
        == 1
    )


def test_the_halves_of_a_ride_are_asked_about_as_parts():
    halves = (
        candidate("strava", id="1", length=1500, distance=12_500),
        candidate("strava", id="2", at=1520, length=2080, distance=17_000),
    )
    assert questions(candidate("garmin", id="0"), *halves) == [("parts", "1", "0"), ("parts", "0", "2")]


def test_overlapping_times_with_other_lengths_are_asked_about():
    assert questions(
        candidate("garmin", id="a", length=6000), candidate("strava", id="b", at=1200, length=5800, distance=9000)
    ) == [("overlap", "a", "b")]


def test_equal_numbers_under_another_sport_are_asked_about():
    assert questions(candidate("garmin", id="a", sport="ride"), candidate("strava", id="b", sport="run")) == [
        ("sport", "a", "b")
    ]


def test_a_manual_entry_is_asked_about():
    assert questions(candidate("garmin", id="a"), candidate("strava", id="b", at=60, flags=frozenset({"manual"}))) == [
        ("overlap", "a", "b")
    ]


def test_the_same_start_without_a_length_is_asked_about_though_the_distance_differs():
    assert questions(candidate("garmin", id="a"), candidate("strava", id="b", at=2, length=None, distance=24_000)) == [
        ("overlap", "a", "b")
    ]


def test_a_start_after_half_of_the_other_is_not_asked_about():
    repeat = {"sport": "run", "distance": 400}
    assert questions(candidate("garmin", length=90, **repeat), candidate("strava", at=160, length=None, **repeat)) == []


def test_an_unspecific_sport_is_what_its_workout_is():
    ride = candidate("garmin", id="g"), candidate("strava", id="s", sport="other")
    jog = candidate("ridewithgps", id="r", sport="run", at=900, length=1800, distance=5000)
    assert questions(ride[1], jog) == [("parts", "s", "r")]
    assert questions(*ride, jog) == []


def test_a_connection_that_has_the_whole_and_the_part_keeps_them_apart():
    triathlon = candidate("garmin", id="t", sport="multisport", length=9000, distance=51_500)
    leg = {"at": 1800, "length": 4200, "distance": 40_000}
    other = candidate("strava", id="s", sport="other", **leg)
    assert questions(triathlon, other) == [("parts", "t", "s")]
    assert questions(triathlon, candidate("garmin", sport="other", **leg), other) == []


@pytest.mark.parametrize("weeks", [1024, -1024, 2048])
def test_a_rollover_of_the_gps_week_is_asked_about(weeks):
    shift = weeks * 7 * 24 * HOUR
    (question,) = match([candidate("strava"), candidate("file", at=shift + 2, length=3602, sport="other")]).questions
    assert (question.kind, question.shift_s) == ("shift", abs(shift))


@pytest.mark.parametrize("other", [{"length": 3900}, {"distance": 33_000}, {"sport": "run"}, {"at": 90}])
def test_a_rollover_needs_all_else_to_be_equal(other):
    at = -1024 * 7 * 24 * HOUR + other.pop("at", 0)
    assert questions(candidate("strava"), candidate("file", at=at, **other)) == []


def test_a_rollover_is_asked_about_among_many_other_activities():
    daily = [candidate("strava", at=day * 24 * HOUR, distance=20_000 + 500 * day) for day in range(-60, 60)]
    early = candidate("file", id="x", at=-1024 * 7 * 24 * HOUR, distance=20_000)
    assert [question[:2] for question in questions(*daily, early)] == [("shift", "x")]


@pytest.mark.parametrize("seconds", [120, 300, 700])
def test_a_short_part_is_asked_about_when_it_lies_wholly_inside(seconds):
    whole, part = candidate("garmin", id="w"), {"length": seconds, "distance": seconds * 8}
    assert questions(whole, candidate("strava", id="p", at=400, **part)) == [("parts", "w", "p")]
    assert questions(whole, candidate("strava", id="p", at=3600 - seconds / 2, **part)) == []


def test_a_short_part_of_another_or_unknown_sport_or_of_the_same_source_is_left_alone():
    part = {"at": 400, "length": 300, "distance": 900}
    assert questions(candidate("garmin"), candidate("strava", sport="run", **part)) == []
    assert questions(candidate("garmin"), candidate("strava", sport="other", **part)) == []
    assert questions(candidate("garmin"), candidate("garmin", **part)) == []
