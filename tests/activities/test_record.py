"""A record refuses values that cannot be true, and every other record has its pages."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from activities.record import NUMERIC_FIELDS, ActivityRecord
from activities.services.store import store_activities
from matching.models import Workout

NOON = datetime(2026, 5, 3, 12, tzinfo=UTC)


def record(**given: Any) -> ActivityRecord:
    defaults: dict[str, Any] = {"provider": "garmin", "provider_id": "1", "started_at": NOON, "elapsed_s": 3600.0}
    return ActivityRecord(**defaults | given)


@pytest.mark.parametrize(
    "given",
    [
        {"started_at": datetime(9999, 12, 31, 23, 59, tzinfo=UTC)},
        {"started_at": datetime.min.replace(tzinfo=timezone(timedelta(hours=14)))},
        {"utc_offset_s": 86_400},
        {"utc_offset_s": -(10**12)},
        *({figure: nonsense} for figure in NUMERIC_FIELDS for nonsense in (float("nan"), float("-inf"), 1e300)),
    ],
)
def test_a_record_refuses_a_start_or_a_number_that_cannot_be_true(given: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="cannot be true"):
        record(**given)


@pytest.mark.parametrize("offset", [50_400, -50_400, 64_800, -64_800, None])
@pytest.mark.parametrize(
    "start",
    [
        datetime(1900, 1, 1, tzinfo=UTC),
        datetime(2025, 12, 31, 23, 59, tzinfo=UTC),
        datetime(2998, 12, 31, 23, 59, tzinfo=UTC),
    ],
)
@pytest.mark.parametrize("length", [0.0, 30 * 86_400.0, 1e9, None])
def test_every_storable_record_has_its_pages(alice_client, as_alice, start, offset, length) -> None:
    store_activities([record(started_at=start, utc_offset_s=offset, elapsed_s=length, name=" \u200d ")], origin="api")
    workout = Workout.objects.get()
    day = workout.leader.local_date
    for address in (f"/workouts/{workout.pk}/", f"/calendar/{day:%Y}/", f"/calendar/{day:%Y/%m}/"):
        assert alice_client.get(address).status_code == 200
