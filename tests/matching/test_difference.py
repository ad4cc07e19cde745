"""A workout's activities differ beyond the tolerance of a field."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from activities.record import ActivityRecord
from matching.engine.difference import authority, differences

IGNORED = {"ignoring": frozenset({"name", "distance_m"})}
NOON = datetime(2025, 5, 15, 12, tzinfo=UTC)


class ComparedRecord(ActivityRecord):
    """Represents a record whose name a program made when it begins with "Morning"; Strava is a sink."""

    @property
    def has_generated_name(self) -> bool:
        return (self.name or "").startswith("Morning")

    @property
    def is_from_sink(self) -> bool:
        return self.provider == "strava"

    @property
    def can_be_renamed(self) -> bool:
        return self.provider != "file"

    @property
    def ignored(self) -> frozenset[str]:
        return IGNORED.get(self.provider_id, frozenset())


def build_record(provider: str = "garmin", **given: Any) -> ComparedRecord:
    values: dict[str, Any] = {"provider": provider, "provider_id": provider, "started_at": NOON}
    return ComparedRecord(**values | given)


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


@pytest.mark.parametrize(
    ("garmin", "strava", "leads"),
    [
        ("Coffee ride", "Morning Ride", "Coffee ride"),
        ("Morning Cycling", "Coffee ride", "Coffee ride"),
        ("Morning Cycling", "Morning Ride", "Morning Cycling"),
        (None, "Coffee ride", "Coffee ride"),
        (None, "Morning Ride", "Morning Ride"),
    ],
)
def test_a_name_that_a_person_wrote_comes_before_a_generated_one(garmin, strava, leads):
    named = authority([build_record("garmin", name=garmin), build_record("strava", name=strava)], "name")
    assert named is not None
    assert named.name == leads


@pytest.mark.parametrize(
    ("names", "changed"),
    [
        ({"garmin": "Coffee ride", "strava": "Morning Ride"}, ["strava"]),
        ({"garmin": "Morning Cycling", "ridewithgps": "Coffee ride"}, ["garmin"]),
        ({"garmin": "Morning Cycling", "strava": "Morning Ride"}, []),
        ({"garmin": "Morning Cycling", "strava": "Coffee ride"}, []),
        ({"garmin": "To the lake", "strava": "Coffee ride"}, ["strava"]),
        ({"garmin": "Morning Cycling", "ridewithgps": "To the lake", "strava": "Coffee ride"}, ["garmin", "strava"]),
    ],
    ids=str,
)
def test_only_what_a_person_wrote_differs_and_no_generated_name_from_that_of_a_sink(names, changed):
    records = [build_record(provider, name=name) for provider, name in names.items()]
    assert [difference.activity.provider for difference in differences(records)] == changed


def test_an_ignored_field_does_not_differ():
    other = build_record("strava", provider_id="ignoring", name="Other", distance_m=9.0, elapsed_s=9.0)
    leader = build_record("garmin", name="Three passes", distance_m=90_000.0, elapsed_s=9_000.0)
    assert [difference.field for difference in differences([leader, other])] == ["elapsed_s"]


def test_the_athletes_own_name_differs_from_every_other_name_that_can_be_changed():
    garmin, strava = build_record("garmin", name="Three passes"), build_record("strava", name="Morning Ride")
    nameless, file = build_record("ridewithgps"), build_record("file", name="a.fit")
    activities = [garmin, strava, nameless, file]
    result = differences(activities, own_name="With Anna")
    assert [(d.activity.provider, d.authority, d.expected, d.value) for d in result] == [
        ("garmin", None, "With Anna", "Three passes"),
        ("strava", None, "With Anna", "Morning Ride"),
        ("ridewithgps", None, "With Anna", None),
    ]
    assert differences([build_record("garmin", name=" With Anna")], own_name="With Anna") == []
