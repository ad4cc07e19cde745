from datetime import timedelta

import pytest

from activities.parsers.gpx import GpxReader
from activities.parsers.parse import parse_file
from activities.parsers.xml_reader import MAX_TAGS
from providers.sandbox.writers.gpx import NAMESPACE, START, gpx, point, points, track
from tests.activities.parsers.refusals import refusal_of


def parse_single(*tracks, **options):
    """Returns the one record of a GPX file of these tracks."""
    (record,) = parse_file(gpx(*tracks, **options).encode()).records
    return record


def ride(seconds=60, start=START, **labels):
    """Returns a track with a point every ten seconds."""
    return track(points(start, seconds + 1, step=10), **labels)


def test_a_track_is_read_with_all_its_figures():
    record = parse_single(ride(600, name=" Morning\n ride ", kind="running"))

    assert (record.started_at, record.elapsed_s, record.moving_s, record.timer_s) == (START, 600, 600, None)
    assert record.distance_m == pytest.approx(4000, rel=0.1)
    assert record.elevation_gain_m > 20
    assert (record.name, record.sport, record.sport_raw, record.device) == (
        "Morning ride",
        "run",
        "running",
        "eTrex 20x",
    )


@pytest.mark.parametrize("namespace", ["", NAMESPACE, "http://www.topografix.com/GPX/1/0", "urn:wrong"])
def test_tracks_of_any_namespace_are_read(namespace):
    assert parse_single(ride(), namespace=namespace).elapsed_s == 60


@pytest.mark.parametrize("place", [("100", "0"), ("200", "0"), ("nan", "0"), ("42", "181"), ("undefined", "0")])
def test_a_point_without_a_place_on_earth_is_left_out(place):
    latitude, longitude = place
    track_points = [
        point(42, 8, START),
        point(latitude, longitude, START + timedelta(seconds=5)),
        point(42.001, 8, START + timedelta(10)),
    ]

    assert parse_single(track(track_points)).distance_m == pytest.approx(111, abs=1)


def test_nothing_is_added_up_across_the_gap_between_segments():
    distant = [point(43, 8, START + timedelta(minutes=20)), point(43, 8, START + timedelta(minutes=21))]
    record = parse_single(track([point(42, 8, START), point(42, 8, START + timedelta(minutes=1))], distant))

    assert (record.distance_m, record.moving_s, record.elapsed_s) == (0, 0, 21 * 60)


def test_the_gain_is_not_given_with_fewer_than_two_heights_and_zero_on_the_flat():
    later = START + timedelta(minutes=1)

    assert parse_single(track([point(42, 8, START, 5), point(42, 8, later)])).elevation_gain_m is None
    assert parse_single(track([point(42, 8, START, 0), point(42, 8, later, 0)])).elevation_gain_m == 0


@pytest.mark.parametrize("name", ["hr", "gpxtpx:hr", "HeartRate"])
def test_heart_rate_and_temperature_are_means_of_any_extension(name):
    def extension(hr, temperature):
        inner = f"<{name}>{hr}</{name}><gpxtpx:atemp>{temperature}</gpxtpx:atemp>"
        return f'<extensions xmlns:gpxtpx="urn:any"><gpxtpx:T>{inner}</gpxtpx:T></extensions>'

    values = [(100, 0), (0, 10), (140, 20), (999, 10)]
    moments = [START + timedelta(seconds=second) for second in range(len(values))]
    track_points = [point(42, 8, moment, extra=extension(*pair)) for moment, pair in zip(moments, values, strict=True)]
    record = parse_single(track(track_points))

    assert (record.average_hr_bpm, record.average_temperature_c) == (120, 10)


def test_an_unreadable_value_of_a_point_loses_nothing():
    odd = "<fix>something</fix><dgpsid>none</dgpsid><ele>high</ele>"

    assert (
        parse_single(track([point(42, 8, START, extra=odd), point(42, 8, START + timedelta(minutes=1))])).elapsed_s
        == 60
    )


@pytest.mark.parametrize(
    ("written", "offset"),
    [
        ("2026-05-03T06:30:00Z", None),
        ("2026-05-03T06:30:00", None),
        ("2026-05-03T08:30:00+00:00", None),
        ("2026-05-03T08:30:00.25+02:00", 7200),
        ("2026-5-3T6:30:0Z", None),
    ],
)
def test_times_are_read_in_every_common_form(written, offset):
    record = parse_single(track([point(42, 8, written), point(42, 8, START + timedelta(hours=3))]))

    assert record.utc_offset_s == offset
    assert record.started_at.minute == 30


@pytest.mark.parametrize("year", ["1901", "2099", "1979"])
def test_an_impossible_time_is_refused_with_its_year(year):
    track_points = [point(42, 8, f"{year}-05-03T06:{minute}:00Z") for minute in (30, 31)]
    refused = refusal_of(gpx(track(track_points)).encode())

    assert (refused.code, refused.values) == ("bad_time", {"year": int(year)})


def test_each_timed_track_is_an_activity_and_untimed_ones_are_counted():
    plan = track([point(42, 8), point(43, 8)])
    result = parse_file(gpx(ride(), plan, ride(start=START + timedelta(days=1))).encode())

    assert len(result.records) == 2
    assert [(note.code, note.count) for note in result.notes] == [("untimed_left_out", 1)]


def test_tracks_that_follow_within_half_an_hour_are_one_activity():
    soon, late = START + timedelta(minutes=30), START + timedelta(hours=2)
    result = parse_file(gpx(ride(name="A"), ride(start=soon, name="B"), ride(start=late, name="C")).encode())

    assert [(record.name, record.elapsed_s) for record in result.records] == [("A", 1860), ("C", 60)]


def test_tracks_of_different_types_are_different_activities():
    assert (
        len(parse_file(gpx(ride(kind="a"), ride(start=START + timedelta(minutes=5), kind="b")).encode()).records) == 2
    )


@pytest.mark.parametrize(
    ("word", "sport"), [("Ride", "ride"), ("running", "run"), ("9", "run"), ("the category", "other"), ("", "other")]
)
def test_the_type_may_be_the_word_of_any_program(word, sport):
    record = parse_single(ride(kind=word))

    assert (record.sport, record.sport_raw) == (sport, word or None)


def test_the_type_of_a_link_is_not_the_track_s():
    link = "<link><type>text/html</type></link>"

    assert parse_single(ride().replace("<trk>", f"<trk>{link}")).sport_raw is None


@pytest.mark.parametrize("device", ["GPSMAP 64s", "eTrex 20x", "Oregon 400t", "Garmin Edge 530"])
def test_a_creator_that_is_a_device_is_the_device(device):
    assert parse_single(ride(), creator=device).device == device


@pytest.mark.parametrize(
    "program",
    ["StravaGPX", "Garmin Connect", "GPSBabel - http://www.gpsbabel.org", "OsmAnd+", "Somebody", "Apple Health Export"],
)
def test_a_creator_that_is_a_program_is_not_a_device(program):
    assert parse_single(ride(), creator=program).device is None


@pytest.mark.parametrize(
    ("inside", "code"),
    [
        ("", "gpx_empty"),
        ("<trk></trk>", "gpx_empty"),
        ('<rte><rtept lat="1" lon="1"/></rte>', "gpx_route"),
        ('<wpt lat="1" lon="1"/><wpt lat="1" lon="1"/>', "gpx_waypoints"),
        (track([point(42, 8), point(43, 8)]), "gpx_untimed"),
        (track([point(42, 8, START), point(43, 8, START)]), "no_content"),
    ],
)
def test_a_document_without_a_recording_is_refused_with_its_own_code(inside, code):
    assert refusal_of(gpx(inside).encode()).code == code


def test_more_tracks_than_a_thousand_are_refused():
    assert refusal_of(gpx("<trk/>" * 1001).encode()).code == "too_many"


def test_more_prefixes_than_are_remembered_change_nothing():
    def prefixed(number):
        return f"<extensions><p{number}:hr>{number % 3 + 120}</p{number}:hr></extensions>"

    moments = [START + timedelta(seconds=number) for number in range(2100)]
    ride = [point(42 + n * 6e-5, 8, moment, extra=prefixed(n)) for n, moment in enumerate(moments)]

    assert parse_single(track(ride)).average_hr_bpm == 121
    assert parse_single(track(ride)).elapsed_s == 2099
    assert len(GpxReader._fields) <= MAX_TAGS


def test_totals_do_not_depend_on_where_the_file_is_cut_into_chunks():
    data = gpx(track(points(seconds=3000), points(START + timedelta(hours=1), 3000))).encode()
    first = parse_file(data).records[0].as_json()
    moved = parse_file(data.replace(b"<trk>", b"<trk>" + b" " * 4711)).records[0].as_json()

    assert first | {"provider_id": ""} == moved | {"provider_id": ""}
