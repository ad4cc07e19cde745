"""Disconnecting says what it deletes, and deletes it, whatever the platform answers."""

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
from tests.activities.factories import ride_files, upload_files
from tests.factories import PASSWORD
from tests.markup import compact
from tests.providers.factories import connected, pulled
from tests.run_jobs import run_jobs
from tests.write_back.factories import create_write_back

pytestmark = pytest.mark.postgres


def test_disconnecting_names_what_it_deletes_and_deletes_it(
    sandbox: Sandbox, alice_client: Client, alice: Account
) -> None:
    with owner_scope(alice):
        athlete = pulled(sandbox, "demo", 30)
        upload_files(ride_files(3))
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
        strava_only_count = Workout.objects.count() - 3
    path = f"/connections/{athlete.connection.pk}/disconnect/"
    question = alice_client.get(path).content.decode()
    assert "30 Strava activities and the key to them go." in question
    assert f"{strava_only_count} workouts known from Strava alone go too." in question
    page = alice_client.post(path, follow=True).content.decode()
    assert "Strava is disconnected. Its activities and its key are gone." in page
    with owner_scope(alice):
        for model in (Connection, Pull, Gear, WriteBack):
            assert not model.objects.exists()
        assert set(Activity.objects.values_list("provider", flat=True)) == {"file"}
        assert Workout.objects.count() == 3
    assert not any(grant.is_alive for grant in sandbox.database.grants.for_athlete(athlete.code))


def test_disconnecting_works_when_the_platform_does_not_answer(
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


def test_a_pull_that_goes_on_stores_nothing_after_disconnecting(
    sandbox: Sandbox, alice_client: Client, alice: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The platform answers after the athlete has disconnected."""
    with owner_scope(alice):
        athlete = connected(sandbox, "small")
    path = f"/connections/{athlete.connection.pk}/disconnect/"
    label_gear = pull._label_gear

    def disconnect_first(*args: object) -> object:
        alice_client.post(path)
        return label_gear(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(pull, "_label_gear", disconnect_first)
    run_jobs()
    with owner_scope(alice):
        assert not Activity.objects.exists()
        assert not Job.objects.exists()


def test_deleting_the_account_ends_the_grant(sandbox: Sandbox, alice_client: Client, alice: Account) -> None:
    with owner_scope(alice):
        athlete = pulled(sandbox, "small")
    page = compact(alice_client.get("/settings/danger/").content.decode())
    assert "1 connection with its key, ended there too" in page
    alice_client.post("/settings/danger/", {"current_password": PASSWORD})
    assert not Account.objects.exists()
    assert not any(grant.is_alive for grant in sandbox.database.grants.for_athlete(athlete.code))
