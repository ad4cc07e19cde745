from datetime import timedelta

import pytest

from activities.parsers.parse import parse_file
from providers.sandbox.writers.gpx import NAMESPACE, START, gpx, point, points, track
from tests.activities.files.refusal import refusal


def only(*tracks, **options):
    """The one record of a document of these tracks."""
    (record,) = parse_file(gpx(*tracks, **options).encode()).records
    return record


def ride(seconds=60, start=START, **labels):
    """A track of a point every ten seconds."""
    return track(points(start, seconds + 1, step=10), **labels)


def test_a_track_is_read_with_all_its_figures():
    record = only(ride(600, name=" Morning\n ride ", kind="running"))

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
def test_any_namespace_will_do(namespace):
    assert only(ride(), namespace=namespace).elapsed_s == 60


@pytest.mark.parametrize("place", [("100", "0"), ("200", "0"), ("nan", "0"), ("42", "181"), ("undefined", "0")])
def test_a_point_without_a_place_on_earth_is_left_out(place):
    there = [point(42, 8, START), point(*place, START + timedelta(seconds=5)), point(42.001, 8, START + timedelta(10))]

    assert only(track(there)).distance_m == pytest.approx(111, abs=1)


def test_nothing_is_added_up_across_the_gap_between_segments():
    far = [point(43, 8, START + timedelta(minutes=20)), point(43, 8, START + timedelta(minutes=21))]
    record = only(track([point(42, 8, START), point(42, 8, START + timedelta(minutes=1))], far))

    assert (record.distance_m, record.moving_s, record.elapsed_s) == (0, 0, 21 * 60)


def test_the_gain_is_not_given_with_fewer_than_two_heights_and_zero_on_the_flat():
    later = START + timedelta(minutes=1)

    assert only(track([point(42, 8, START, 5), point(42, 8, later)])).elevation_gain_m is None
    assert only(track([point(42, 8, START, 0), point(42, 8, later, 0)])).elevation_gain_m == 0


@pytest.mark.parametrize("name", ["hr", "gpxtpx:hr", "HeartRate"])
def test_heart_rate_and_temperature_are_means_of_any_extension(name):
    def extension(hr, temperature):
        inner = f"<{name}>{hr}</{name}><gpxtpx:atemp>{temperature}</gpxtpx:atemp>"
        return f'<extensions xmlns:gpxtpx="urn:any"><gpxtpx:T>{inner}</gpxtpx:T></extensions>'

    beats = [(100, 0), (0, 10), (140, 20), (999, 10)]
    there = [point(42, 8, START + timedelta(seconds=s), more=extension(*each)) for s, each in enumerate(beats)]
    record = only(track(there))

    assert (record.average_hr_bpm, record.average_temperature_c) == (120, 10)


def test_a_value_that_nobody_needs_loses_nothing():
    odd = "<fix>something</fix><dgpsid>none</dgpsid><ele>high</ele>"

    assert only(track([point(42, 8, START, more=odd), point(42, 8, START + timedelta(minutes=1))])).elapsed_s == 60


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
    record = only(track([point(42, 8, written), point(42, 8, START + timedelta(hours=3))]))

    assert record.utc_offset_s == offset
    assert record.started_at.minute == 30


@pytest.mark.parametrize("year", ["1901", "2099", "1979"])
def test_a_time_that_cannot_be_is_refused_with_its_year(year):
    there = [point(42, 8, f"{year}-05-03T06:{minute}:00Z") for minute in (30, 31)]
    refused = refusal(gpx(track(there)).encode())

    assert (refused.code, refused.values) == ("bad_time", {"year": int(year)})


def test_each_timed_track_is_an_activity_and_untimed_ones_are_counted():
    plan = track([point(42, 8), point(43, 8)])
    result = parse_file(gpx(ride(), plan, ride(start=START + timedelta(days=1))).encode())

    assert len(result.records) == 2
    assert [(note.code, note.count) for note in result.notes] == [("untimed_left_out", 1)]


def test_tracks_that_follow_within_half_an_hour_are_one():
    soon, late = START + timedelta(minutes=30), START + timedelta(hours=2)
    result = parse_file(gpx(ride(name="A"), ride(start=soon, name="B"), ride(start=late, name="C")).encode())

    assert [(each.name, each.elapsed_s) for each in result.records] == [("A", 1860), ("C", 60)]


def test_tracks_of_another_type_are_never_one():
    assert (
        len(parse_file(gpx(ride(kind="a"), ride(start=START + timedelta(minutes=5), kind="b")).encode()).records) == 2
    )


@pytest.mark.parametrize(
    ("word", "sport"), [("Ride", "ride"), ("running", "run"), ("9", "run"), ("the category", "other"), ("", "other")]
)
def test_the_type_is_a_word_of_any_program(word, sport):
    record = only(ride(kind=word))

    assert (record.sport, record.sport_raw) == (sport, word or None)


def test_the_type_of_a_link_is_not_the_track_s():
    link = "<link><type>text/html</type></link>"

    assert only(ride().replace("<trk>", f"<trk>{link}")).sport_raw is None


@pytest.mark.parametrize("device", ["GPSMAP 64s", "eTrex 20x", "Oregon 400t", "Garmin Edge 530"])
def test_a_creator_that_is_a_device_is_kept(device):
    assert only(ride(), creator=device).device == device


@pytest.mark.parametrize(
    "program",
    ["StravaGPX", "Garmin Connect", "GPSBabel - http://www.gpsbabel.org", "OsmAnd+", "Somebody", "Apple Health Export"],
)
def test_a_creator_that_is_a_program_is_not_a_device(program):
    assert only(ride(), creator=program).device is None


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
def test_what_is_no_recording_is_refused_by_its_own_sentence(inside, code):
    assert refusal(gpx(inside).encode()).code == code


def test_more_tracks_than_a_thousand_are_refused():
    assert refusal(gpx("<trk/>" * 1001).encode()).code == "too_many"


def test_figures_do_not_depend_on_where_the_file_is_cut_into_pieces():
    data = gpx(track(points(seconds=3000), points(START + timedelta(hours=1), 3000))).encode()
    first = parse_file(data).records[0].as_json()
    moved = parse_file(data.replace(b"<trk>", b"<trk>" + b" " * 4711)).records[0].as_json()

    assert first | {"provider_id": ""} == moved | {"provider_id": ""}
