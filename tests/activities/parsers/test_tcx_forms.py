"""TCX files that differ from Garmin's, and those of the first version, are read as well."""

from datetime import timedelta

import pytest

from activities.parsers.parse import parse_file
from providers.sandbox.writers.tcx import START, activity, lap, point, points, tcx

ID = START.isoformat()[:19] + "Z"


def parse_single(data):
    (record,) = parse_file(data.encode()).records
    return record


def document(inside: str, root: str = "<TrainingCenterDatabase>") -> str:
    return f"{root}{inside}</TrainingCenterDatabase>"


@pytest.mark.parametrize(
    "heart_rate",
    [
        "<HeartRateBpm>135</HeartRateBpm>",
        "<HeartRateBpm><Value>135</Value></HeartRateBpm>",
        "<HeartRateBpm>\n <Value>135,0</Value>\n</HeartRateBpm>",
        "<AverageHeartRateBpm><Value>0</Value></AverageHeartRateBpm><HeartRateBpm>135</HeartRateBpm>",
        "<AverageHeartRateBpm>135</AverageHeartRateBpm><MaximumHeartRateBpm><Value>180</Value></MaximumHeartRateBpm>",
    ],
)
def test_laps_without_a_start_follow_each_other_from_the_id(heart_rate):
    sums = "<TotalTimeSeconds>600</TotalTimeSeconds><DistanceMeters>2000</DistanceMeters>"
    laps = f"<Lap>{sums}{heart_rate}</Lap>" * 2
    root = '<TrainingCenterDatabase creator="Mi Fitness" xsi:schemaLocation="a b"><script/>'
    body = f'<Activities><Activity Sport=""><Id>{ID}</Id>{laps}</Activity></Activities>'
    record = parse_single(document(body, root))

    assert (record.started_at, record.elapsed_s, record.timer_s) == (START, 1200, 1200)
    assert (record.distance_m, record.average_hr_bpm) == (4000, 135)
    assert (record.sport, record.sport_raw) == ("other", None)


def test_an_id_that_is_later_than_the_first_point_is_not_the_start():
    later = (START + timedelta(hours=1)).isoformat()

    assert parse_single(tcx(activity(lap("", points=points(seconds=60)), id_=later))).started_at == START


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ("<HeartRateBpm>140</HeartRateBpm>", 140),
        ("<Cadence>80</Cadence><HeartRateBpm/>", None),
        ("<Cadence><Value>80</Value></Cadence>", None),
    ],
)
def test_the_heart_rate_of_a_point_may_be_bare_and_is_no_other_value(values, expected):
    lap_points = [
        point(START + timedelta(seconds=second)).replace("</Trackpoint>\n", f"{values}</Trackpoint>")
        for second in (0, 9)
    ]

    assert parse_single(tcx(activity(lap(points=lap_points)))).average_hr_bpm == expected


@pytest.mark.parametrize(("folder", "sport"), [("Running", "run"), ("Biking", "ride"), ("Other", "other")])
def test_version_1_keeps_activities_in_the_folder_of_their_sport(folder, sport):
    run = f"<Run><Id>{ID}</Id>{lap(seconds=600, distance_m=2000, heart_rate=130)}</Run>"
    others = "".join(f"<{name}/>" for name in ("Running", "Biking", "Other", "MultiSport"))
    record = parse_single(
        document(f"<History><{folder}><Folder Name='2006'>{run}</Folder></{folder}>{others}</History>")
    )

    assert (record.started_at, record.elapsed_s, record.distance_m) == (START, 600, 2000)
    assert (record.sport, record.sport_raw, record.average_hr_bpm) == (sport, folder, 130)


def test_a_multisport_session_of_version_1_has_legs():
    legs = "".join(
        f"<{place}><{sport}><Run>{lap(START + timedelta(hours=number), 600)}</Run></{sport}></{place}>"
        for number, (place, sport) in enumerate([("FirstSport", "Biking"), ("NextSport", "Running")])
    )
    session = f"<MultiSportSession><Id>{ID}</Id>{legs}</MultiSportSession>"
    records = parse_file(document(f"<History><MultiSport>{session}</MultiSport></History>").encode()).records

    assert [(record.sport, record.leg) for record in records] == [("ride", 0), ("run", 1)]
    assert records[0].parent_id == records[1].parent_id is not None
