"""Sports are known by the words of providers."""

import pytest

from activities.sports import sport_of


@pytest.mark.parametrize(
    ("source", "word", "sport"),
    [
        ("strava", "TrailRun", "trail_run"),
        ("garmin", "ROAD_BIKING", "ride"),
        ("ridewithgps", "Cycling:Gravel", "gravel_ride"),
        ("file", "Trail Running", "trail_run"),
        ("file", "e-bike ride", "e_bike_ride"),
        ("fit", "2/8", "mountain_bike_ride"),
    ],
)
def test_a_word_is_known_however_it_is_spelled(source, word, sport):
    assert sport_of(source, word) == sport


def test_an_unknown_provider_may_use_the_words_of_all():
    assert [sport_of("tomorrow", word) for word in ("Ride", "lap_swimming", "Stair Stepper")] == [
        "ride",
        "swim",
        "stair_stepper",
    ]


@pytest.mark.parametrize("word", [None, "", " ", "a word of tomorrow"])
def test_an_unknown_word_is_other(word):
    assert sport_of("strava", word) == sport_of("tomorrow", word) == "other"


def test_a_known_provider_may_use_only_its_own_words():
    assert sport_of("strava", "lap_swimming") == "other"
