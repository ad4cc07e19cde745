from datetime import timedelta
from hashlib import sha256

import pytest

from activities.parsers.parse import parse_file
from providers.sandbox.writers.tcx import START, activity, lap, point, points, tcx
from tests.activities.parsers.refusals import refusal_of

LATER = START + timedelta(hours=1)


def parse_single(*laps, **options):
    """Returns the one record of a TCX activity of these laps."""
    (record,) = parse_file(tcx(activity(*laps, **options)).encode()).records
    return record


def test_laps_are_added_up():
    record = parse_single(lap(seconds=3000, distance_m=20_000, heart_rate=120), lap(LATER, 1000, 5000, heart_rate=160))

    assert (record.started_at, record.timer_s, record.elapsed_s) == (START, 4000, 4600)
    assert (record.distance_m, record.average_hr_bpm) == (25_000, 130)
    assert (record.moving_s, record.name, record.elevation_gain_m) == (None, None, None)


def test_the_stated_duration_of_a_lap_counts_when_its_points_end_early():
    assert parse_single(lap(seconds=2325, points=points(seconds=1432))).elapsed_s == 2325


def test_the_last_point_counts_when_it_comes_after_the_lap():
    assert parse_single(lap(seconds=1000, points=points(seconds=1432))).elapsed_s == 1431


def test_the_distance_of_a_lap_without_one_comes_from_its_points():
    assert parse_single(lap(distance_m=None, points=points(seconds=101))).distance_m == 700
    assert parse_single(lap(distance_m=None)).distance_m is None
    assert parse_single(lap(distance_m=0)).distance_m == 0


def test_without_a_heart_rate_in_the_laps_it_is_the_mean_of_the_points():
    lap_points = [
        point(START + timedelta(seconds=second), heart_rate=beat) for second, beat in enumerate((150, 170, 0))
    ]

    assert parse_single(lap(points=lap_points)).average_hr_bpm == 160
    assert parse_single(lap(heart_rate=0, points=lap_points)).average_hr_bpm == 160
    assert parse_single(lap(heart_rate=100, points=lap_points)).average_hr_bpm == 100


def test_the_elevation_gain_comes_from_the_points():
    assert parse_single(lap(points=points())).elevation_gain_m == pytest.approx(112, abs=1)


@pytest.mark.parametrize(
    ("start", "id_", "points_", "expected"),
    [
        (START, LATER, [], START),
        ("", LATER.isoformat(), [point(START + timedelta(minutes=90))], LATER),
        ("never", "", [point(START), point(LATER)], START),
    ],
)
def test_the_start_is_the_first_lap_s_else_the_id_else_the_first_point(start, id_, points_, expected):
    assert parse_single(lap(start, points=points_), id_=str(id_)).started_at == expected


def test_an_offset_is_kept_when_it_is_not_zero():
    assert parse_single(lap("2026-05-03T02:30:00.000-04:00")).utc_offset_s == -4 * 3600
    assert parse_single(lap("2026-05-03T06:30:00+00:00")).utc_offset_s is None


@pytest.mark.parametrize(
    ("word", "sport"), [("Running", "run"), ("Biking", "ride"), ("Other", "other"), ("X", "other")]
)
def test_the_sport_is_known_by_its_word(word, sport):
    record = parse_single(lap(), sport=word)

    assert (record.sport, record.sport_raw) == (sport, word)


def test_the_creator_is_the_device_without_its_software():
    assert parse_single(lap(), creator="Forerunner 310XT Software Version 4.50").device == "Forerunner 310XT"


def test_the_author_is_not_the_device():
    author = "<Author><Name>Connect Api</Name></Author>"
    data = tcx(activity(lap())).replace("</TrainingCenterDatabase>", f"{author}</TrainingCenterDatabase>")

    assert parse_file(data.encode()).records[0].device is None


def test_activities_of_a_multisport_session_are_its_legs_and_others_stand_alone():
    swim, run = activity(lap(seconds=900), sport="Other"), activity(lap(LATER), sport="Running")
    legs = f"<MultiSportSession><FirstSport>{swim}</FirstSport><NextSport>{run}</NextSport></MultiSportSession>"
    data = tcx(activity(lap()), legs, activity(lap())).encode()
    digest, alone = sha256(data).hexdigest(), (None, None)

    assert [(record.leg, record.parent_id) for record in parse_file(data).records] == [
        alone,
        (0, digest),
        (1, digest),
        alone,
    ]


@pytest.mark.parametrize(
    ("around", "inside", "code"),
    [
        ("Courses", "<Course><Lap><TotalTimeSeconds>9</TotalTimeSeconds></Lap></Course>", "tcx_course"),
        ("Workouts", "<Workout><Name>Plan</Name></Workout>", "tcx_workout"),
        ("Activities", "", "tcx_empty"),
        ("Activities", activity(lap("", None)), "no_time"),
        ("Activities", activity(lap(seconds=None)), "no_content"),
        ("Activities", activity(lap("1901-05-03T06:30:00Z")), "bad_time"),
    ],
)
def test_a_document_without_a_recording_is_refused_with_its_own_code(around, inside, code):
    assert refusal_of(tcx(inside, parent=around).encode()).code == code
