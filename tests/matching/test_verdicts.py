"""Two activities are one workout, or two."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.engine.candidate import Candidate
from matching.engine.match import match
from matching.engine.reasons import CERTAIN, find_reasons, match_confidence
from tests.matching.factories import HOUR, MINUTE, candidate, match_ids


def is_match(*activities: Candidate) -> bool:
    return len(match_ids(*activities)) == 1


def test_two_providers_that_say_the_same_are_one_workout():
    assert is_match(candidate("garmin"), candidate("strava", at=3, distance=30_050))


def test_two_providers_hours_apart_are_two_workouts():
    assert not is_match(candidate("garmin"), candidate("strava", at=4 * HOUR + 7 * MINUTE))


def test_no_distance_is_needed():
    lifting = {"sport": "strength", "distance": None}
    assert is_match(candidate("garmin", **lifting), candidate("strava", at=40, length=3650, **lifting))


def test_a_distance_of_zero_is_ignored():
    assert is_match(candidate("garmin", distance=0), candidate("strava", distance=28_000))


def test_another_sport_family_is_never_one_workout():
    assert not is_match(candidate("garmin", sport="ride"), candidate("strava", sport="run"))


@pytest.mark.parametrize("sport", ["other", "workout", "a word of tomorrow"])
def test_an_unspecific_sport_fits_any(sport):
    assert is_match(candidate("garmin", sport="run"), candidate("strava", sport=sport))


def test_another_distance_altogether_is_another_workout():
    assert not is_match(candidate("garmin", distance=30_000), candidate("strava", distance=12_000))


def test_a_cropped_activity_is_the_same_workout():
    assert is_match(candidate("garmin"), candidate("strava", at=12 * MINUTE, length=48 * MINUTE, distance=24_000))


def test_a_source_that_leaves_pauses_out_of_its_length_is_the_same_workout():
    assert is_match(candidate("garmin", length=6000, moving_s=4200), candidate("file", length=4200))


def test_the_same_start_and_distance_are_one_workout_however_long_the_pauses():
    assert is_match(candidate("garmin", length=9000), candidate("strava", at=20, length=3600, distance=30_200))
    assert not is_match(candidate("garmin", length=9000), candidate("strava", at=20, length=3600, distance=24_000))


def test_a_missing_length_needs_the_same_start():
    assert is_match(candidate("garmin", length=None), candidate("strava", at=20))
    assert not is_match(candidate("garmin", length=None), candidate("strava", at=9 * MINUTE))


def test_a_start_after_half_of_the_other_is_another_workout():
    repeat = {"sport": "run", "distance": 400}
    assert is_match(candidate("garmin", length=None, **repeat), candidate("strava", at=40, length=90, **repeat))
    assert not is_match(candidate("garmin", length=None, **repeat), candidate("strava", at=160, length=90, **repeat))


def test_a_workout_over_midnight_is_one_workout():
    assert is_match(candidate("garmin", at=12 * HOUR - 5), candidate("strava", at=12 * HOUR + 4))


def test_a_transition_stays_by_itself():
    assert not is_match(candidate("garmin", sport="transition"), candidate("strava", sport="transition"))


def test_legs_of_one_multisport_event_stay_apart():
    legs = candidate("garmin", parent_id="p", length=900), candidate("ridewithgps", parent_id="p", length=900)
    assert not is_match(*legs)


def test_two_activities_of_one_file_stay_apart():
    assert not is_match(candidate("file", source="file:a"), candidate("file", source="file:a"))


def test_two_files_of_one_ride_are_one_workout():
    assert is_match(candidate("file", source="file:a"), candidate("file", source="file:b"))


def test_a_manual_entry_is_never_matched_without_a_question():
    assert not is_match(candidate("garmin"), candidate("strava", flags=frozenset({"manual"})))


@given(st.permutations([0, 1, 2, 3, 4, 5]))
def test_the_order_of_activities_changes_nothing(order):
    day = [
        candidate("garmin", id="a"),
        candidate("strava", id="b", at=5),
        candidate("strava", id="c", at=50),
        candidate("file", id="d"),
        candidate("garmin", id="e", at=20 * MINUTE, length=2400, distance=20_000),
        candidate("ridewithgps", id="f", at=HOUR, distance=30_010),
    ]
    assert match([day[at] for at in order]) == match(day)


def test_an_activity_that_states_the_others_id_is_the_same_workout_whatever_the_numbers():
    garmin = candidate("garmin", id="9388112345", sport="ride", distance=30_000)
    states = {"sport": "run", "distance": 12_000, "at": 12 * MINUTE, "length": 1800}
    assert is_match(garmin, candidate("strava", stated_ids=(("garmin", "9388112345"),), **states))
    assert not is_match(garmin, candidate("strava", stated_ids=(("garmin", "9388112346"),), **states))
    assert not is_match(garmin, candidate("strava", stated_ids=(("ridewithgps", "9388112345"),), **states))


def test_a_stated_id_is_evidence_and_makes_a_match_certain():
    garmin = candidate("garmin", id="9388112345")
    strava = candidate("strava", distance=27_000, stated_ids=(("garmin", "9388112345"),))
    assert "One of them states the ID of the other." in [reason.text for reason in find_reasons([garmin, strava])]
    assert match_confidence([garmin, strava]) == CERTAIN
