"""Generated histories hold what real ones do."""

from collections import Counter
from datetime import UTC, datetime

import pytest

from providers.sandbox.history import generate_history

END = int(datetime(2026, 11, 25, 21, tzinfo=UTC).timestamp())
SEEDS = ("a", "b", "c", "d", "e", "f")


@pytest.fixture(params=SEEDS, scope="module")
def demo(request):
    """Returns a history of the demo for each seed."""
    return generate_history("demo", request.param, END)


def files_with_note(history, note):
    return [file for file in history.files if file.note == note]


def test_the_same_seed_and_end_give_the_same_history(demo):
    assert generate_history("demo", "a", END) == generate_history("demo", "a", END)
    assert generate_history("demo", "another", END) != demo


def test_a_demo_has_two_years_of_activities_and_files(demo):
    assert 430 <= len(demo.activities) <= 580
    assert 160 <= len(demo.files) <= 250
    starts = [activity.start for activity in demo.activities]
    assert starts == sorted(starts)
    assert 700 < (END - starts[0]) / 86_400 < 731
    assert max(activity.start + activity.elapsed_s for activity in demo.activities) <= END
    sports = Counter(activity.sport for activity in demo.activities)
    assert {"Ride", "Run", "Swim", "WeightTraining", "Hike", "VirtualRide", "GravelRide"} <= set(sports)
    assert sum(activity.commute for activity in demo.activities) > 150
    assert {"Morning Ride", "Afternoon Ride"} <= {activity.name for activity in demo.activities}


def test_activities_have_the_offsets_of_summer_winter_and_a_trip(demo):
    assert {(activity.zone, activity.utc_offset_s) for activity in demo.activities} >= {
        ("Europe/Vienna", 3600),
        ("Europe/Vienna", 7200),
        ("Europe/Lisbon", 3600),
    }
    trip_dates = [activity.started_at.date() for activity in demo.activities if activity.zone != "Europe/Vienna"]
    assert (max(trip_dates) - min(trip_dates)).days < 15


def test_the_gear_is_three_bikes_and_two_shoes_one_of_them_retired(demo):
    assert Counter(gear.kind for gear in demo.gear) == {"b": 3, "g": 2}
    [retired] = [gear for gear in demo.gear if gear.is_retired]
    uses = [activity.start for activity in demo.activities if activity.gear == retired.key]
    assert max(uses) < END - 300 * 86_400


def test_a_ride_was_recorded_by_two_devices(demo):
    [second] = files_with_note(demo, "second device")
    [first] = [file for file in demo.files if file.index == second.index and not file.note]
    assert first.fixture.device != second.fixture.device
    assert 0 < second.fixture.start - first.fixture.start < 10
    assert second.fixture.distance_m == pytest.approx(first.fixture.distance_m * 1.003, rel=1e-4)


def test_a_ride_is_twice_on_the_platform(demo):
    pairs = zip(demo.activities, demo.activities[1:], strict=False)
    [(first, second)] = [pair for pair in pairs if pair[1].start - pair[0].start < 60]
    assert first.elapsed_s == second.elapsed_s
    assert first.device != second.device


def test_a_device_clock_is_one_hour_off(demo):
    [file] = files_with_note(demo, "clock one hour off")
    assert file.fixture.start - demo.activities[file.index].start == 3600


def test_a_hidden_start_is_the_first_second_of_the_day(demo):
    [hidden] = [activity for activity in demo.activities if activity.hidden_time]
    assert f"{hidden.local_start:%H:%M:%S}" == "00:00:01"
    [file] = files_with_note(demo, "start hidden on the platform")
    assert file.fixture.local_start.date() == hidden.local_start.date()


def test_two_activities_are_private_and_one_was_entered_by_hand(demo):
    assert sum(activity.only_me for activity in demo.activities) == 2
    assert [activity.device for activity in demo.activities if activity.manual] == [None]


def test_some_rides_exist_only_as_files_and_most_only_on_the_platform(demo):
    unlisted = files_with_note(demo, "not on the platform")
    assert len(unlisted) == 12
    assert all(file.index is None for file in unlisted)
    assert len({file.index for file in demo.files}) < len(demo.activities) / 2


@pytest.mark.parametrize("seed", SEEDS)
def test_a_small_history_has_at_least_three_rides_as_gpx(seed):
    small = generate_history("small", seed, END)
    assert len(small.activities) == 12
    assert END - small.activities[0].start < 43 * 86_400
    rides = [file for file in small.files if file.kind == "gpx" and "Ride" in file.fixture.sport]
    assert len(rides) >= 3


@pytest.mark.parametrize("count", [1, 7, 120, 2000])
def test_a_history_has_exactly_the_given_number_of_activities(count):
    for history in ("year", "demo", "none"):
        assert len(generate_history(history, "a", END, count).activities) == count


def test_a_history_without_activities_has_gear_and_no_files():
    history = generate_history("none", "a", END)
    assert (history.activities, history.files) == ((), ())
    assert history.gear
