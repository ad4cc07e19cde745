"""An activity that a device's clock has dated in the future is pulled, and shown on every page that lists its day."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Account
from matching.models import Workout
from providers.sandbox.server import Sandbox
from tests.markup import get_page, visible_text
from tests.providers.conftest import sandbox
from tests.providers.factories import connected
from tests.run_jobs import run_jobs

__all__ = ["sandbox"]

NAME = "From tomorrow’s world"


@pytest.mark.parametrize("ahead", [timedelta(days=2), timedelta(days=40), timedelta(days=7 * 365)])
def test_an_activity_in_the_future_is_listed(
    sandbox: Sandbox, as_alice: Account, alice_client: Client, ahead: timedelta
) -> None:
    athlete = connected(sandbox, "demo", 5)
    newest = sandbox.database.activities.for_athlete(athlete.code, limit=1)[0]
    start = int((timezone.now() + ahead).timestamp())
    sandbox.database.activities.add(athlete.code, replace(newest.fixture, start=start, name=NAME))
    run_jobs()
    workout = Workout.objects.get(leader__name=NAME)
    day = workout.local_date
    for address in (
        f"/calendar/{day:%Y/%m}/",
        f"/calendar/{day:%Y/%m/%d}/",
        "/workouts/",
        f"/workouts/{workout.pk}/",
    ):
        assert NAME in visible_text(get_page(alice_client, address)), address
    assert f"{day:%a} {day.day}: " in get_page(alice_client, f"/calendar/{day:%Y}/")
    assert alice_client.get(alice_client.get("/").headers["Location"]).status_code == 200
