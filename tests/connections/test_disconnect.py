"""Disconnecting says what it deletes, and deletes it, whatever the platform answers."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from accounts.jobs.models import Job
from accounts.models import Account, OutboxEntry
from accounts.scope import owner_scope
from accounts.services.outbox import deliver_outbox
from accounts.services.run_erasures import run_due_erasures
from activities.models import Activity
from matching.models import Workout, WriteBack
from providers.models import Connection, Gear, Pull
from providers.sandbox.server import Sandbox
from providers.services import pull_page
from providers.services.gear import with_gear
from tests.activities.factories import ride_files, upload_files
from tests.connections.clients import consent_page_for, follow_callback, give_consent
from tests.erasure.requests import confirm
from tests.markup import compact
from tests.providers.factories import connected, pulled
from tests.run_jobs import retry_outbox, run_jobs, run_queue
from tests.write_back.factories import create_write_back
from tracekit_site.services.install import register_install

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
    assert "30 Strava activities and the key are deleted here." in question
    assert f"{strava_only_count} workouts known only from Strava are deleted, too." in question
    page = alice_client.post(path, follow=True).content.decode()
    assert "Strava disconnected. Its key was deleted, and its activities are being deleted." in page
    run_jobs()
    with owner_scope(alice):
        for model in (Connection, Pull, Gear, WriteBack):
            assert not model.objects.exists()
        assert set(Activity.objects.values_list("provider", flat=True)) == {"file"}
        assert Workout.objects.count() == 3
    assert not has_grant(sandbox, athlete.code)


def test_the_tokens_go_with_the_click(sandbox: Sandbox, alice_client: Client, alice: Account) -> None:
    with owner_scope(alice):
        athlete = pulled(sandbox, "small")
    alice_client.post(f"/connections/{athlete.connection.pk}/disconnect/")
    with owner_scope(alice):
        closed = Connection.objects.closed().get()
    assert (bytes(closed.encrypted_tokens), closed.athlete_id, closed.sandbox_code) == (b"", "", "")


def test_disconnecting_works_when_the_platform_does_not_answer(
    sandbox: Sandbox, alice_client: Client, alice: Account, settings: Settings
) -> None:
    with owner_scope(alice):
        athlete = pulled(sandbox, "small")
    settings.SANDBOX_API_URL = "http://127.0.0.1:1"
    page = alice_client.post(f"/connections/{athlete.connection.pk}/disconnect/", follow=True).content.decode()
    assert f"end it there: {sandbox.url}/settings/apps." in page
    run_jobs()
    with owner_scope(alice):
        assert not Activity.objects.exists()
        assert not Connection.objects.exists()
    assert has_grant(sandbox, athlete.code)
    settings.SANDBOX_API_URL = sandbox.url
    retry_outbox()
    assert not has_grant(sandbox, athlete.code)
    assert not OutboxEntry.objects.exists()


def test_the_tokens_of_a_deleted_connection_are_kept_for_less_than_a_day(
    sandbox: Sandbox, alice_client: Client, alice: Account, settings: Settings
) -> None:
    with owner_scope(alice):
        athlete = pulled(sandbox, "small")
    settings.SANDBOX_API_URL = "http://127.0.0.1:1"
    alice_client.post(f"/connections/{athlete.connection.pk}/disconnect/")
    entry = OutboxEntry.objects.get()
    assert entry.expires_at - entry.created_at < timedelta(days=1)
    assert str(alice.pk).replace("-", "") not in f"{entry.topic}{bytes(entry.content).hex()}"
    OutboxEntry.objects.update(expires_at=timezone.now())
    deliver_outbox()
    assert not OutboxEntry.objects.exists()
    assert has_grant(sandbox, athlete.code)


def test_connecting_again_cancels_the_revocation_of_the_old_grant(
    sandbox: Sandbox, alice_client: Client, alice: Account
) -> None:
    with owner_scope(alice):
        athlete = pulled(sandbox, "small")
    alice_client.post(f"/connections/{athlete.connection.pk}/disconnect/")
    run_queue()
    assert OutboxEntry.objects.filter(kind="providers.revocation").exists()
    callback_url = give_consent(consent_page_for(alice_client), code=athlete.code)
    OutboxEntry.objects.update(due_at=timezone.now() + timedelta(minutes=1))
    follow_callback(alice_client, callback_url)
    assert not OutboxEntry.objects.exists()
    with owner_scope(alice):
        assert Connection.objects.get().state == "connected"


def test_nobody_connects_again_while_the_old_data_is_being_deleted(
    sandbox: Sandbox, alice_client: Client, alice: Account
) -> None:
    with owner_scope(alice):
        athlete = pulled(sandbox, "small")
    consent_page = consent_page_for(alice_client)
    alice_client.post(f"/connections/{athlete.connection.pk}/disconnect/")
    response = alice_client.post("/connections/new/strava/")
    assert "Refresh" not in response.headers
    assert "its data is still being deleted here. Connect again when that is done" in compact(response.text)
    page = follow_callback(alice_client, give_consent(consent_page, code=athlete.code))
    assert "Your earlier Strava data is still being deleted. Nothing was connected." in page
    with owner_scope(alice):
        assert not Connection.objects.exists()
    run_jobs()
    page = follow_callback(alice_client, give_consent(consent_page_for(alice_client), code=athlete.code))
    assert "Strava connected." in page
    run_jobs()
    with owner_scope(alice):
        assert Activity.objects.exists()


def has_grant(sandbox: Sandbox, code: str) -> bool:
    return any(grant.is_alive for grant in sandbox.database.grants.for_athlete(code))


def test_a_pull_that_goes_on_stores_nothing_after_disconnecting(
    sandbox: Sandbox, alice_client: Client, alice: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The platform answers after the athlete has disconnected."""
    with owner_scope(alice):
        athlete = connected(sandbox, "small")
    path = f"/connections/{athlete.connection.pk}/disconnect/"

    def disconnect_first(*args: Any, **options: Any) -> Any:
        alice_client.post(path)
        return with_gear(*args, **options)

    monkeypatch.setattr(pull_page, "with_gear", disconnect_first)
    run_jobs()
    with owner_scope(alice):
        assert not Activity.objects.exists()
        assert not Job.objects.exists()


def test_erasing_the_account_ends_the_grant(sandbox: Sandbox, alice_client: Client, alice: Account) -> None:
    register_install(adopt=True)
    with owner_scope(alice):
        athlete = pulled(sandbox, "small")
    page = compact(alice_client.get("/settings/danger/").content.decode())
    assert "1 connection with its access key, revoked there too" in page
    confirm(alice_client)
    run_due_erasures()
    assert not Account.objects.exists()
    assert has_grant(sandbox, athlete.code)
    deliver_outbox()
    assert not has_grant(sandbox, athlete.code)
