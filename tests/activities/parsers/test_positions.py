"""A point without a position keeps its time and its sensors' values, and adds no distance and no climb."""

from datetime import timedelta

import pytest

from activities.parsers.parse import parse_file
from providers.sandbox.writers import gpx, tcx
from tests.activities.parsers.refusals import refusal_of

START = gpx.START
SENSORS = "<extensions><hr>130</hr><atemp>20</atemp></extensions>"
NOWHERE = [('lat="0" lon="0"', "0/0"), ('lat="-0.0" lon="0,00"', "zeros"), ('lat="" lon=""', "empty"), ("", "none")]


def bare_point(place: str, second: int, elevation: float = 0) -> str:
    time = (START + timedelta(seconds=second)).isoformat()[:19] + "Z"
    return f"<trkpt {place}><ele>{elevation}</ele><time>{time}</time>{SENSORS}</trkpt>"


def points_on_earth() -> list[str]:
    return [
        gpx.point(46 + number * 3e-4, 14, START + timedelta(seconds=number * 10), 300 + number) for number in range(60)
    ]


@pytest.mark.parametrize("place", [place for place, _ in NOWHERE], ids=[name for _, name in NOWHERE])
@pytest.mark.parametrize("number", [0, 30, 60])
def test_points_without_a_position_change_neither_distance_nor_gain(place, number):
    points = points_on_earth()
    points.insert(number, bare_point(place, number * 10 - 5))
    (record,) = parse_file(gpx.gpx(gpx.track(points)).encode()).records

    assert record.distance_m == pytest.approx(1970.4, abs=1)
    assert record.elevation_gain_m == pytest.approx(59, abs=1)
    assert (record.average_hr_bpm, record.average_temperature_c) == (130, 20)
    assert record.elapsed_s == (590 if number == 30 else 595)


@pytest.mark.parametrize("place", [place for place, _ in NOWHERE], ids=[name for _, name in NOWHERE])
def test_a_track_of_points_without_positions_has_no_distance(place):
    points = [bare_point(place, second, second / 10) for second in range(0, 101, 10)]
    (record,) = parse_file(gpx.gpx(gpx.track(points)).encode()).records

    assert (record.elapsed_s, record.average_hr_bpm) == (100, 130)
    assert (record.distance_m, record.moving_s) == (None, None)
    assert record.elevation_gain_m == 10


def test_a_track_of_points_with_nothing_is_untimed_and_not_missing():
    assert refusal_of(gpx.gpx(gpx.track(["<trkpt/>", "<trkpt></trkpt>"])).encode()).code == "gpx_untimed"


def test_a_place_on_the_equator_or_the_prime_meridian_is_a_position():
    for place in ((0, 14), (46, 0)):
        points = [gpx.point(*place, START), gpx.point(place[0] + 0.001, place[1], START + timedelta(minutes=1))]

        assert parse_file(gpx.gpx(gpx.track(points)).encode()).records[0].distance_m == pytest.approx(111, abs=1)


def test_decimal_commas_are_read_wherever_a_number_stands():
    def point(number: int) -> str:
        values = f"<ele>{300 + number},5</ele><extensions><hr>130,5</hr><atemp>20,5</atemp></extensions>"
        return gpx.point(f"46,{number:04}", "14,0", START + timedelta(seconds=number * 10), extra=values)

    (record,) = parse_file(gpx.gpx(gpx.track(map(point, range(10)))).encode()).records

    assert record.distance_m == pytest.approx(100.2, abs=0.1)
    assert record.elevation_gain_m == pytest.approx(9, abs=0.5)
    assert (record.average_hr_bpm, record.average_temperature_c) == (130.5, 20.5)


def test_heart_rates_that_mean_none_are_left_out_in_every_format():
    values = (0, 1, 255, 150)
    moments = [START + timedelta(seconds=second) for second in range(len(values))]
    track = [
        gpx.point(42, 8, moment, extra=f"<extensions><hr>{value}</hr></extensions>")
        for moment, value in zip(moments, values, strict=True)
    ]
    lap = tcx.lap(heart_rate=255, points=map(tcx.point, moments, [None] * 4, [None] * 4, values))

    for data in (gpx.gpx(gpx.track(track)), tcx.tcx(tcx.activity(lap))):
        assert parse_file(data.encode()).records[0].average_hr_bpm == 150
