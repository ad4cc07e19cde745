"""Disconnecting: what it asks, what goes, and that it goes whatever the platform says."""

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from accounts.jobs.models import Job
from accounts.models import Account
from accounts.scope import owner_scope
from activities.models import Activity
from matching.models import Workout, WriteBack
from providers.models import Connection, Gear, Pull
from providers.sandbox.server import Sandbox
from providers.services import pull
from tests.activities.factories import rides, upload
from tests.factories import PASSWORD
from tests.markup import compact
from tests.providers.factories import connected, pulled
from tests.run_jobs import run_jobs
from tests.write_back.factories import create_write_back

pytestmark = pytest.mark.postgres


def test_disconnecting_says_what_goes_and_everything_goes(
    sandbox: Sandbox, alice_client: Client, alice: Account
) -> None:
    with owner_scope(alice):
        athlete = pulled(sandbox, "demo", 30)
        upload(rides(3))
        run_jobs()
        create_write_back(
            connection=athlete.connection,
            provider_id="1",
            field="name",
            expected_before="a",
            desired_after="b",
            state="done",
            ended_at=timezone.now(),
        )
        alone = Workout.objects.count() - 3
    path = f"/connections/{athlete.connection.pk}/disconnect/"
    question = alice_client.get(path).content.decode()
    assert "30 Strava activities and the key to them go." in question
    assert f"{alone} workouts known from Strava alone go too." in question
    page = alice_client.post(path, follow=True).content.decode()
    assert "Strava is disconnected. Its activities and its key are gone." in page
    with owner_scope(alice):
        for model in (Connection, Pull, Gear, WriteBack):
            assert not model.objects.exists()
        assert set(Activity.objects.values_list("provider", flat=True)) == {"file"}
        assert Workout.objects.count() == 3
    assert not any(grant.is_alive for grant in sandbox.database.grants.for_athlete(athlete.code))


def test_disconnecting_works_when_the_platform_cannot_be_told(
    sandbox: Sandbox, alice_client: Client, alice: Account, settings: Settings
) -> None:
    with owner_scope(alice):
        athlete = pulled(sandbox, "small")
    settings.SANDBOX_API_URL = "http://127.0.0.1:1"
    page = alice_client.post(f"/connections/{athlete.connection.pk}/disconnect/", follow=True).content.decode()
    assert f"End tracekit’s access there: {sandbox.url}/settings/apps." in page
    with owner_scope(alice):
        assert not Activity.objects.exists()
        assert not Connection.objects.exists()


def test_a_pull_under_way_keeps_nothing_once_it_is_disconnected(
    sandbox: Sandbox, alice_client: Client, alice: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The answer comes after the athlete has gone."""
    with owner_scope(alice):
        athlete = connected(sandbox, "small")
    path = f"/connections/{athlete.connection.pk}/disconnect/"
    real = pull._label_gear

    def late(*args: object) -> object:
        alice_client.post(path)
        return real(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(pull, "_label_gear", late)
    run_jobs()
    with owner_scope(alice):
        assert not Activity.objects.exists()
        assert not Job.objects.exists()


def test_leaving_tracekit_ends_the_grant_too(sandbox: Sandbox, alice_client: Client, alice: Account) -> None:
    with owner_scope(alice):
        athlete = pulled(sandbox, "small")
    page = compact(alice_client.get("/settings/danger/").content.decode())
    assert "1 connection with its key, ended there too" in page
    alice_client.post("/settings/danger/", {"current_password": PASSWORD})
    assert not Account.objects.exists()
    assert not any(grant.is_alive for grant in sandbox.database.grants.for_athlete(athlete.code))
