"""The distance of a TCX activity is the laps' where they can be right, else what its points moved."""

from datetime import timedelta

import pytest

from activities.parsers.distance_counter import DistanceCounter
from activities.parsers.parse import parse_file
from providers.sandbox.writers.tcx import START, activity, lap, point, tcx


def counting_points(first: int, last: int, count=lambda number: number * 200) -> list[str]:
    """Returns a point a minute with the device's count of meters."""
    return [point(START + timedelta(minutes=number), count(number)) for number in range(first, last + 1)]


def placed_points(first: int, last: int, start: float = 46) -> list[str]:
    """Returns a point a minute, 200 m apart, without a count."""
    places = (
        f"<Position><LatitudeDegrees>{start + number * 200 / 111_319.49:.7f}</LatitudeDegrees>"
        "<LongitudeDegrees>14.0</LongitudeDegrees></Position></Trackpoint>"
        for number in range(first, last + 1)
    )
    moments = (START + timedelta(minutes=number) for number in range(first, last + 1))
    return [point(moment).replace("</Trackpoint>\n", place) for moment, place in zip(moments, places, strict=True)]


def distance_of(*laps: str) -> float | None:
    (record,) = parse_file(tcx(activity(*laps)).encode()).records
    return record.distance_m


@pytest.mark.parametrize("stated", [-296_816, 0, 4_294_967_295, 60_000, "NaN", "", None])
def test_a_lap_that_cannot_be_as_long_as_it_says_gives_way_to_the_points(stated):
    first = lap(START, 600, 2500, points=counting_points(0, 10))
    second = lap(START + timedelta(minutes=10), 600, stated, points=counting_points(11, 20))

    assert distance_of(first, second) == 4000


def test_a_lap_without_points_counts_beside_one_that_cannot_be_as_long_as_it_says():
    first = lap(START, 600, 2500)
    second = lap(START + timedelta(minutes=10), 600, -5, points=counting_points(10, 20))

    assert distance_of(first, second) == 4500


def test_a_lap_without_a_possible_distance_and_without_points_has_none():
    assert distance_of(lap(START, 600, -5)) is None


def test_a_lap_of_zero_meters_counts_where_its_points_stand_still():
    assert distance_of(lap(START, 600, 0)) == 0
    assert distance_of(lap(START, 600, 0, points=counting_points(0, 10, lambda number: 0))) == 0
    assert distance_of(lap(START, 600, 0, points=placed_points(5, 5) * 11)) == 0


def test_positions_are_added_up_where_nothing_is_counted():
    assert distance_of(lap(START, 600, None, points=placed_points(0, 10))) == pytest.approx(2000, abs=1)
    assert distance_of(lap(START, 600, 0, points=placed_points(0, 10))) == pytest.approx(2000, abs=1)


def test_the_way_between_laps_counts_and_that_during_a_pause_does_not():
    laps = lap(START, 300, None, points=placed_points(0, 5)), lap(START, 300, None, points=placed_points(6, 10))
    pause = f"<Track>{''.join(placed_points(0, 5))}</Track><Track>{''.join(placed_points(6, 10))}</Track></Lap>"

    assert distance_of(*laps) == pytest.approx(2000, abs=1)
    assert distance_of(lap(START, 600, None).replace("</Lap>", pause)) == pytest.approx(1800, abs=1)


def test_a_position_at_zero_adds_neither_distance_nor_climb():
    def raised(texts: list[str], elevation: int) -> list[str]:
        return [text.replace("</Time>", f"</Time><AltitudeMeters>{elevation}</AltitudeMeters>") for text in texts]

    zero = placed_points(0, 0, start=0)[0].replace("14.0", "0.0")
    data = tcx(activity(lap(START, 600, None, points=[*raised([zero], 0), *raised(placed_points(1, 11), 300)])))
    (record,) = parse_file(data.encode()).records

    assert record.distance_m == pytest.approx(2000, abs=1)
    assert record.elevation_gain_m == 0


@pytest.mark.parametrize(
    ("counts", "covered"),
    [
        ([40_330, 40_350, 40_530], 200),
        ([0, 40_330, 40_350, 40_530], 200),
        ([0, 500, 1000, 0, 500, 1000], 2000),
        ([0, 500, 1000, 200, 700, 1200], 2200),
        ([0, 500, 1000, 0, 1500, 2000], 2000),
        ([0, 500, 99_999_999, 1000, 1500], 1500),
        ([0, 500, 499, 1000], 1000),
        ([0, -1, 500], 500),
        ([700], 700),
        ([], None),
    ],
)
def test_a_count_may_begin_anywhere_and_again_and_holds_faults(counts, covered):
    counter = DistanceCounter()
    for number, meters in enumerate(counts):
        counter.add(meters, number * 60.0)

    assert counter.total_m == covered
