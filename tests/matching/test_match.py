"""What is one workout, and what is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.engine.candidate import Candidate
from matching.engine.match import match
from tests.matching.factories import HOUR, MINUTE, one, workouts


def together(*activities: Candidate) -> bool:
    return len(workouts(*activities)) == 1


def test_two_providers_that_say_the_same_are_one_workout():
    assert together(one("garmin"), one("strava", at=3, distance=30_050))


def test_two_providers_hours_apart_are_two_workouts():
    assert not together(one("garmin"), one("strava", at=4 * HOUR + 7 * MINUTE))


def test_no_distance_is_needed():
    lifting = {"sport": "strength", "distance": None}
    assert together(one("garmin", **lifting), one("strava", at=40, length=3650, **lifting))


def test_a_distance_of_nothing_says_nothing():
    assert together(one("garmin", distance=0), one("strava", distance=28_000))


def test_another_sport_family_is_never_one_workout():
    assert not together(one("garmin", sport="ride"), one("strava", sport="run"))


@pytest.mark.parametrize("sport", ["other", "workout", "a word of tomorrow"])
def test_an_unspecific_sport_fits_any(sport):
    assert together(one("garmin", sport="run"), one("strava", sport=sport))


def test_another_distance_altogether_is_another_workout():
    assert not together(one("garmin", distance=30_000), one("strava", distance=12_000))


def test_a_cropped_activity_is_the_same_workout():
    assert together(one("garmin"), one("strava", at=12 * MINUTE, length=48 * MINUTE, distance=24_000))


def test_a_source_that_leaves_pauses_out_of_its_length_is_the_same_workout():
    assert together(one("garmin", length=6000, moving_s=4200), one("file", length=4200))


def test_the_same_start_and_distance_are_one_workout_however_long_the_pauses():
    assert together(one("garmin", length=9000), one("strava", at=20, length=3600, distance=30_200))
    assert not together(one("garmin", length=9000), one("strava", at=20, length=3600, distance=24_000))


def test_a_missing_length_needs_the_same_start():
    assert together(one("garmin", length=None), one("strava", at=20))
    assert not together(one("garmin", length=None), one("strava", at=9 * MINUTE))


def test_a_start_after_half_of_the_other_is_another_workout():
    repeat = {"sport": "run", "distance": 400}
    assert together(one("garmin", length=None, **repeat), one("strava", at=40, length=90, **repeat))
    assert not together(one("garmin", length=None, **repeat), one("strava", at=160, length=90, **repeat))


def test_over_midnight_is_nothing_special():
    assert together(one("garmin", at=12 * HOUR - 5), one("strava", at=12 * HOUR + 4))


def test_a_transition_stays_by_itself():
    assert not together(one("garmin", sport="transition"), one("strava", sport="transition"))


def test_legs_of_one_outing_stay_apart():
    legs = one("garmin", parent_id="p", length=900), one("ridewithgps", parent_id="p", length=900)
    assert not together(*legs)


def test_two_activities_of_one_file_stay_apart():
    assert not together(one("file", source="file:a"), one("file", source="file:a"))


def test_two_files_of_one_outing_are_one_workout():
    assert together(one("file", source="file:a"), one("file", source="file:b"))


def test_an_entry_by_hand_is_never_matched_by_itself():
    assert not together(one("garmin"), one("strava", flags=frozenset({"manual"})))


@given(st.permutations([0, 1, 2, 3, 4, 5]))
def test_the_order_of_activities_changes_nothing(order):
    day = [
        one("garmin", id="a"),
        one("strava", id="b", at=5),
        one("strava", id="c", at=50),
        one("file", id="d"),
        one("garmin", id="e", at=20 * MINUTE, length=2400, distance=20_000),
        one("ridewithgps", id="f", at=HOUR, distance=30_010),
    ]
    assert match([day[at] for at in order]) == match(day)
