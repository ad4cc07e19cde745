"""Pulls spend few calls: 300 activities of twelve months, and the quiet week after them."""

from datetime import timedelta

import pytest
from django.db.models import F
from django.utils import timezone

from accounts.models import Account
from activities.models import Activity
from providers.models import Connection
from providers.sandbox.server import Sandbox
from tests.providers.factories import Athlete, pulled, run_scheduled_pull

COUNT, DAYS = 300, 7


def pass_a_day(athlete: Athlete) -> int:
    """Lets a day pass, and runs the scheduled pull; returns the number of its calls."""
    before, day = athlete.reads(), timedelta(days=1)
    Connection.objects.update(full_pull_at=F("full_pull_at") - day, pulled_at=F("pulled_at") - day)
    Activity.objects.update(confirmed_at=F("confirmed_at") - day)
    run_scheduled_pull(athlete.connection)
    return athlete.reads() - before


def oldest_confirmation_in_days() -> float:
    """Returns how long ago the activity was confirmed that was confirmed the longest ago."""
    oldest = Activity.objects.order_by("confirmed_at").values_list("confirmed_at", flat=True)[0]
    return (timezone.now() - oldest) / timedelta(days=1)


def test_strava_takes_five_calls_first_and_nine_in_a_quiet_week(sandbox: Sandbox, as_alice: Account) -> None:
    """Calls are made for the athlete, the totals, two pages, the empty one, and each piece of retired gear."""
    athlete = pulled(sandbox, "demo", COUNT)
    assert athlete.reads() <= 5 + athlete.retired_gear_count()
    assert Activity.objects.count() == COUNT
    calls = []
    for _ in range(DAYS):
        calls.append(pass_a_day(athlete))
        assert oldest_confirmation_in_days() < 7
    assert sum(calls) <= 9, calls
    assert min(calls) >= 1


@pytest.mark.parametrize("undocumented_calls", [True, False])
def test_ridewithgps_takes_few_calls_first_and_one_on_a_quiet_day(
    sandbox: Sandbox, as_alice: Account, monkeypatch: pytest.MonkeyPatch, undocumented_calls: bool
) -> None:
    monkeypatch.setattr("providers.registrations.SANDBOX_UNDOCUMENTED_CALLS", undocumented_calls)
    athlete = pulled(sandbox, "demo", COUNT, provider="ridewithgps")
    assert athlete.reads() <= (7 if undocumented_calls else 4)
    assert Activity.objects.count() == COUNT
    assert [pass_a_day(athlete) for _ in range(DAYS)] == [1] * DAYS
