"""Who leads a workout."""

import pytest

from matching.engine.leader import leader_order
from matching.engine.match import match
from tests.matching.factories import one


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (one("garmin", rank=0, length=3500), one("strava", rank=1, length=3600)),
        (one("file", format="gpx"), one("file", format="fit", flags=frozenset({"partial"}))),
        (one("file", format="fit", length=3500), one("file", format="tcx")),
        (one("file", format="tcx", length=3500), one("file", format="gpx")),
        (one("file", format="gpx", length=3500), one("file", format="")),
        (one("file", id="b", length=3600), one("file", id="a", length=3590)),
        (one("file", id="a"), one("file", id="b")),
    ],
    ids=["athlete's order", "whole", "FIT before TCX", "TCX before GPX", "known format", "longer", "lower id"],
)
def test_the_first_leads(first, second):
    assert sorted([second, first], key=leader_order) == [first, second]


def test_a_workout_is_led_by_the_first_of_its_members():
    gpx, fit = one("file", format="gpx", length=3700), one("file", format="fit")
    assert match([gpx, fit]).workouts[0].leader == fit
