"""An activity that no full pull confirms is trimmed to its id and link on day 7; all others stay."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Account
from activities.models import Activity
from matching.models import TrimmedActivity
from matching.services.retention import schedule_trims
from providers.models import Connection, Pull
from providers.sandbox.server import Sandbox
from providers.services.schedule_pulls import schedule_pulls
from tests.providers.factories import pulled
from tests.run_jobs import run_jobs

pytestmark = pytest.mark.postgres

DAY = timedelta(days=1)


def days_pass(days: int) -> None:
    """Makes everything older by so many days, and runs what is scheduled."""
    for activity in Activity.objects.all():
        Activity.objects.filter(pk=activity.pk).update(confirmed_at=activity.confirmed_at - days * DAY)
    for connection in Connection.objects.all():
        earlier = connection.full_pull_at - days * DAY if connection.full_pull_at else None
        Connection.objects.filter(pk=connection.pk).update(full_pull_at=earlier, next_pull_at=timezone.now())
    schedule_pulls()
    run_jobs()
    schedule_trims()
    run_jobs()


def test_only_an_activity_deleted_at_the_platform_is_deleted_within_six_days(
    sandbox: Sandbox, as_alice: Account
) -> None:
    athlete = pulled(sandbox, activities=40)
    stored = set(Activity.objects.values_list("provider_id", flat=True))
    oldest = Activity.objects.order_by("started_at")[0]
    sandbox.database.activities.delete(int(oldest.provider_id))
    days_pass(6)
    assert Pull.objects.filter(kind=Pull.Kind.FULL).count() == 1
    assert set(Activity.objects.values_list("provider_id", flat=True)) == stored - {oldest.provider_id}
    days_pass(2)
    assert set(Activity.objects.values_list("provider_id", flat=True)) == stored - {oldest.provider_id}
    assert not TrimmedActivity.objects.exists()
    assert athlete.writes() == 0
