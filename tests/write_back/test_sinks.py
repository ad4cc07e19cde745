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


class OtherSink(Elsewhere):
    """Represents such a platform whose values may be copied nowhere either, so that another sink may lead it."""

    is_sink = True


@pytest.mark.parametrize(
    ("leader", "name", "other", "differences", "targets"),
    [
        ("garmin", "Morning Ride", Elsewhere(), 1, ["elsewhere"]),
        ("garmin", "Passes", Elsewhere(), 1, ["elsewhere"]),
        ("strava", "Passes", Elsewhere(), 1, ["strava"]),
        ("strava", "Passes", OtherSink(), 1, []),
        ("strava", "Morning Ride", Elsewhere(), 0, []),
    ],
)
def test_a_sink_is_never_the_source_of_a_proposal(
    leader: str,
    name: str,
    other: Provider,
    differences: int,
    targets: list[str],
    as_alice: Account,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(PROVIDERS, "elsewhere", other)
    store_records(build_record(leader, name="Three passes"), build_record("elsewhere", name=name))
    (workout,) = load_workouts(Workout.objects.all())
    assert [difference.field for difference in workout.differences] == ["name"] * differences
    assert [difference.activity.provider for difference in proposable(workout)] == targets
