"""The order of leading decides who leads a workout."""

import pytest

from matching.engine.leader import leader_order
from matching.engine.match import match
from tests.matching.factories import candidate

PARTIAL = frozenset({"partial"})


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (candidate("garmin", rank=0, length=3500), candidate("strava", rank=1, length=3600)),
        (candidate("file", format="gpx"), candidate("file", format="fit", flags=PARTIAL)),
        (candidate("file", format="gpx", length=3000), candidate("file", format="fit", is_damaged=True)),
        (candidate("garmin", rank=1), candidate("file", rank=0, flags=PARTIAL)),
        (candidate("garmin", rank=1), candidate("file", rank=0, is_damaged=True)),
        (candidate("file", rank=0, flags=PARTIAL), candidate("strava", rank=1, is_from_sink=True)),
        (candidate("file", rank=1, is_damaged=True), candidate("strava", rank=0, is_from_sink=True)),
        (candidate("file", format="fit", length=3500), candidate("file", format="tcx")),
        (candidate("file", format="tcx", length=3500), candidate("file", format="gpx")),
        (candidate("file", format="gpx", length=3500), candidate("file", format="")),
        (candidate("file", id="b", length=3600), candidate("file", id="a", length=3590)),
        (candidate("file", id="a"), candidate("file", id="b")),
    ],
    ids=[
        "athlete's order",
        "whole before partial",
        "whole before damaged",
        "whole of another provider before partial",
        "whole of another provider before damaged",
        "partial before sink",
        "damaged before sink",
        "FIT before TCX",
        "TCX before GPX",
        "known format",
        "longer",
        "lower id",
    ],
)
def test_the_first_leads(first, second):
    assert sorted([second, first], key=leader_order) == [first, second]


def test_a_workout_is_led_by_the_first_of_its_members():
    gpx, fit = candidate("file", format="gpx", length=3700), candidate("file", format="fit")
    assert match([gpx, fit]).workouts[0].leader == fit
