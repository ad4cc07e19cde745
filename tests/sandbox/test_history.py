"""The made-up histories hold what a real one does."""

from collections import Counter
from datetime import UTC, datetime

import pytest

from providers.sandbox.history import generate_history

END = int(datetime(2026, 11, 25, 21, tzinfo=UTC).timestamp())
SEEDS = ("a", "b", "c", "d", "e", "f")


@pytest.fixture(params=SEEDS, scope="module")
def demo(request):
    return generate_history("demo", request.param, END)


def odd(history, note):
    return [kept for kept in history.files if kept.note == note]


def test_the_same_seed_and_end_give_the_same_history(demo):
    assert generate_history("demo", "a", END) == generate_history("demo", "a", END)
    assert generate_history("demo", "another", END) != demo


def test_two_years_of_an_athlete(demo):
    assert 430 <= len(demo.activities) <= 580
    assert 160 <= len(demo.files) <= 250
    starts = [outing.start for outing in demo.activities]
    assert starts == sorted(starts)
    assert 700 < (END - starts[0]) / 86_400 < 731
    assert max(outing.start + outing.elapsed_s for outing in demo.activities) <= END
    sports = Counter(outing.sport for outing in demo.activities)
    assert {"Ride", "Run", "Swim", "WeightTraining", "Hike", "VirtualRide", "GravelRide"} <= set(sports)
    assert sum(outing.commute for outing in demo.activities) > 150
    assert {"Morning Ride", "Afternoon Ride"} <= {outing.name for outing in demo.activities}


def test_summer_winter_and_a_trip_have_their_offsets(demo):
    assert {(outing.zone, outing.utc_offset_s) for outing in demo.activities} >= {
        ("Europe/Vienna", 3600),
        ("Europe/Vienna", 7200),
        ("Europe/Lisbon", 3600),
    }
    away = [outing.started_at.date() for outing in demo.activities if outing.zone != "Europe/Vienna"]
    assert (max(away) - min(away)).days < 15


def test_bikes_and_shoes_and_one_that_is_retired(demo):
    assert Counter(gear.kind for gear in demo.gear) == {"b": 3, "g": 2}
    [retired] = [gear for gear in demo.gear if gear.is_retired]
    worn = [outing.start for outing in demo.activities if outing.gear == retired.key]
    assert max(worn) < END - 300 * 86_400


def test_a_ride_was_recorded_by_two_devices(demo):
    [second] = odd(demo, "second device")
    [first] = [kept for kept in demo.files if kept.index == second.index and not kept.note]
    assert first.fixture.device != second.fixture.device
    assert 0 < second.fixture.start - first.fixture.start < 10
    assert second.fixture.distance_m == pytest.approx(first.fixture.distance_m * 1.003, rel=1e-4)


def test_a_ride_is_on_the_platform_twice(demo):
    pairs = zip(demo.activities, demo.activities[1:], strict=False)
    [twins] = [pair for pair in pairs if pair[1].start - pair[0].start < 60]
    assert twins[0].elapsed_s == twins[1].elapsed_s
    assert twins[0].device != twins[1].device


def test_a_clock_was_off_by_an_hour(demo):
    [kept] = odd(demo, "clock one hour off")
    assert kept.fixture.start - demo.activities[kept.index].start == 3600


def test_a_start_is_hidden_at_the_first_second_of_the_day(demo):
    [hidden] = [outing for outing in demo.activities if outing.hidden_time]
    assert f"{hidden.local_start:%H:%M:%S}" == "00:00:01"
    [kept] = odd(demo, "start hidden on the platform")
    assert kept.fixture.local_start.date() == hidden.local_start.date()


def test_some_are_private_and_one_was_typed_in(demo):
    assert sum(outing.only_me for outing in demo.activities) == 2
    assert [outing.device for outing in demo.activities if outing.manual] == [None]


def test_some_are_files_only_and_most_are_on_the_platform_only(demo):
    alone = odd(demo, "not on the platform")
    assert len(alone) == 12
    assert all(kept.index is None for kept in alone)
    assert len({kept.index for kept in demo.files}) < len(demo.activities) / 2


@pytest.mark.parametrize("seed", SEEDS)
def test_a_small_one_has_at_least_three_rides_as_gpx(seed):
    small = generate_history("small", seed, END)
    assert len(small.activities) == 12
    assert END - small.activities[0].start < 43 * 86_400
    gpx = [kept for kept in small.files if kept.kind == "gpx" and "Ride" in kept.fixture.sport]
    assert len(gpx) >= 3


@pytest.mark.parametrize("count", [1, 7, 120, 2000])
def test_a_number_of_activities_is_exact(count):
    for history in ("year", "demo", "none"):
        assert len(generate_history(history, "a", END, count).activities) == count


def test_without_activities_there_is_gear_alone():
    nothing = generate_history("none", "a", END)
    assert (nothing.activities, nothing.files) == ((), ())
    assert nothing.gear
