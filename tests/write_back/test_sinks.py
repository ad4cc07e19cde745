"""A value of a sink is never proposed to another provider."""

import pytest

from accounts.models import Account
from matching.models import Workout
from matching.services.proposals import proposable
from matching.workouts import load_workouts
from providers.contract import Provider
from providers.registry import PROVIDERS
from tests.matching.connections import build_record, store_records

pytestmark = pytest.mark.postgres


class Elsewhere(Provider):
    """Represents a platform that takes names and comes last in the athlete's order."""

    name = "elsewhere"
    label = "Elsewhere"
    writable_fields = frozenset({"name"})


@pytest.mark.parametrize(
    ("leader", "name", "differences", "proposals"),
    [
        ("garmin", "Morning Ride", 1, 1),
        ("garmin", "Passes", 1, 1),
        ("strava", "Passes", 1, 0),
        ("strava", "Morning Ride", 0, 0),
    ],
)
def test_a_sink_is_never_the_source_of_a_proposal(
    leader: str, name: str, differences: int, proposals: int, as_alice: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(PROVIDERS, "elsewhere", Elsewhere())
    store_records(build_record(leader, name="Three passes"), build_record("elsewhere", name=name))
    (workout,) = load_workouts(Workout.objects.all())
    assert [difference.field for difference in workout.differences] == ["name"] * differences
    assert len(list(proposable(workout))) == proposals
