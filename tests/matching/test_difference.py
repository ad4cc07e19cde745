"""A workout's activities differ beyond the tolerance of a field."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from activities.record import ActivityRecord
from matching.engine.difference import authority, differences

NOON = datetime(2025, 5, 15, 12, tzinfo=UTC)


def build_record(provider: str = "garmin", **given: Any) -> ActivityRecord:
    values: dict[str, Any] = {"provider": provider, "provider_id": provider, "started_at": NOON}
    return ActivityRecord(**values | given)


def have_difference(field: str, leading: Any, other: Any) -> bool:
    """Returns whether two values of a field differ; the first one is the authority's."""
    return bool(differences([build_record("garmin", **{field: leading}), build_record("strava", **{field: other})]))


@pytest.mark.parametrize(
    ("field", "leading", "agrees", "differs"),
    [
        ("name", "Caf\u00e9 ride", " Cafe\u0301 ride ", "cafe ride"),
        ("gear_label", "Roadie", " Roadie", "Gravel"),
        ("sport", "ride", "gravel_ride", "run"),
        ("sport", "ride", "other", "walk"),
        ("started_at", NOON, NOON + timedelta(seconds=120), NOON - timedelta(seconds=121)),
        ("elapsed_s", 600, 660, 661),
        ("elapsed_s", 20_000, 20_200, 19_799),
        ("moving_s", 600, 540, 539),
        ("moving_s", 10_000, 10_300, 10_301),
        ("timer_s", 10_000, 9_700, 9_699),
        ("distance_m", 5_000, 5_100, 5_101),
        ("distance_m", 40_000, 40_400, 40_401),
        ("elevation_gain_m", 100, 150, 151),
        ("elevation_gain_m", 2_000, 1_800, 1_799),
        ("average_hr_bpm", 140, 143, 144),
        ("average_temperature_c", 16, 13, 12.9),
    ],
)
def test_a_field_differs_beyond_its_tolerance_only(field, leading, agrees, differs):
    assert not have_difference(field, leading, agrees)
    assert have_difference(field, leading, differs)


def test_not_given_never_differs():
    assert differences([build_record("garmin", name="Long one", distance_m=9_000), build_record("strava")]) == []


def test_an_elevation_gain_of_zero_is_given():
    assert have_difference("elevation_gain_m", 0, 60)


def test_moving_time_is_not_compared_with_timer_time():
    assert differences([build_record("garmin", timer_s=3600), build_record("strava", moving_s=2000)]) == []


def test_a_hidden_start_is_not_given():
    hidden = build_record("strava", started_at=NOON - timedelta(hours=12), flags=frozenset({"hidden_time"}))
    assert differences([build_record("garmin"), hidden]) == []
    assert authority([hidden, build_record("garmin")], "started_at") == build_record("garmin")


def test_the_authority_is_the_first_that_gives_the_field():
    silent, named, other = (
        build_record("garmin"),
        build_record("ridewithgps", name="Hills"),
        build_record("strava", name="Morning Ride"),
    )
    assert authority([silent, named, other], "name") == named
    (difference,) = differences([silent, named, other])
    assert (difference.authority, difference.expected, difference.activity, difference.value) == (
        named,
        "Hills",
        other,
        "Morning Ride",
    )
    assert authority([silent], "name") is None
