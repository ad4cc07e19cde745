"""A value of a sink is never proposed to another provider, and cannot be requested there."""

import pytest

from accounts.models import Account
from matching.models import Workout, WriteBack
from matching.services.proposals import RequestedChange, choice_of, proposable
from matching.services.request_write_back import WriteBackRefused, request_write_back
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


def test_a_change_to_a_value_of_a_sink_cannot_be_requested(as_alice: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(PROVIDERS, "elsewhere", OtherSink())
    store_records(build_record("strava", name="Three passes"), build_record("elsewhere", name="Passes"))
    (workout,) = load_workouts(Workout.objects.all())
    (difference,) = workout.differences
    change = RequestedChange("elsewhere", difference.activity.provider_id, "name", "Passes", "Three passes")
    with pytest.raises(WriteBackRefused) as refused:
        request_write_back(choice_of(workout.id, change))
    assert refused.value.proposal is None, "it was proposed, and something else refused it"
    assert not WriteBack.objects.exists()
