"""A reset goes on after a kill, tears no write-back, and lets in nothing that was under way."""

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from accounts.jobs.kinds import JOB_KINDS
from accounts.jobs.lanes import Lane
from accounts.jobs.models import Job
from accounts.jobs.services.sweep import sweep
from accounts.models import Account
from accounts.scope import owner_scope
from activities.models import Activity, SourceFile, Upload
from activities.services.delete import delete_activities
from activities.services.receive import READ_FILES_JOB
from matching.models import Workout, WriteBack
from providers.models import Connection, Gear, Pull
from providers.sandbox.server import Sandbox
from providers.services import pull_page
from providers.services.gear import with_gear
from providers.services.pause import resume
from providers.services.start_pull import pull_new
from tests.accounts.clients import reauthenticate
from tests.activities.factories import ride_files, upload_files
from tests.connections.test_disconnect import has_grant
from tests.markup import compact
from tests.providers.factories import Athlete
from tests.run_jobs import retry_outbox, run_jobs
from tests.write_back.factories import create_write_back
from tracekit_site.models import Reset
from tracekit_site.reset import run
from tracekit_site.reset.choice import ResetChoice
from tracekit_site.reset.deletions import DELETIONS, Deletion
from tracekit_site.reset.request import request_reset

pytestmark = pytest.mark.postgres


class ProcessDied(BaseException):
    """A process ends in the middle of a reset."""


def run_reset(*arguments: str) -> str:
    """Runs the command, and returns what it prints."""
    out = StringIO()
    call_command("reset", "--yes", *arguments, stdout=out)
    return out.getvalue()


def release_lease() -> None:
    """Ends the lease of the dead process, and requeues its job."""
    Job.across_accounts.filter(state="running").update(lease_until=timezone.now() - timedelta(minutes=2))
    sweep()


@pytest.mark.parametrize("number", range(len(DELETIONS)))
def test_a_reset_goes_on_where_a_process_died(
    alice: Account, files: None, athlete: Athlete, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def die(reset: Reset) -> list[str] | None:
        DELETIONS[number](reset)
        raise ProcessDied

    with owner_scope(alice):
        request_reset(ResetChoice(is_everything=True))
    with monkeypatch.context() as patch:
        patch.setattr(run, "DELETIONS", (*DELETIONS[:number], die, *DELETIONS[number + 1 :]))
        with pytest.raises(ProcessDied):
            run_jobs()
    release_lease()
    run_jobs()
    assert Reset.across_accounts.get().ended_at is not None
    for model in (Activity, Workout, SourceFile, Upload, Connection, Pull, Gear):
        assert not model.across_accounts.exists(), model


def test_each_transaction_deletes_few_activities(alice: Account, files: None, monkeypatch: pytest.MonkeyPatch) -> None:
    sizes = []

    def count(activities: list[Activity]) -> None:
        sizes.append(len(activities))
        delete_activities(activities)

    monkeypatch.setattr("tracekit_site.reset.deletions.delete_activities", count)
    run_reset()
    assert (sum(sizes), max(sizes)) == (25, 10)


def test_a_stopped_reset_is_resumed_by_the_schedule(alice: Account, files: None) -> None:
    with owner_scope(alice):
        request_reset(ResetChoice())
        Job.objects.filter(kind="reset").update(state="stopped")
    run.resume_resets()
    run_jobs()
    assert not Activity.across_accounts.exists()


def test_a_write_back_under_way_is_not_torn(alice: Account, files: None, athlete: Athlete) -> None:
    with owner_scope(alice):
        row = create_write_back(
            connection=athlete.connection,
            provider_id="1",
            field="name",
            expected_before="a",
            desired_after="b",
            state="sent",
            sent_at=timezone.now(),
        )
        job = Job.objects.create(kind="write", lane=Lane.CLICK, provider="strava", dedup_key=row.pk.hex)
    with pytest.raises(CommandError, match=r"A change that you clicked is still being made. Nothing was deleted"):
        run_reset()
    assert not Connection.across_accounts.get().is_paused
    assert Activity.across_accounts.filter(provider="file").count() == 25
    Job.across_accounts.filter(pk=job.pk).delete()
    run_reset()
    assert not WriteBack.across_accounts.exists()


def test_a_second_reset_waits_for_the_first(alice: Account, files: None) -> None:
    with owner_scope(alice):
        request_reset(ResetChoice())
    with pytest.raises(CommandError, match="Data is already being deleted"):
        run_reset()


def test_a_page_of_a_pull_that_is_on_its_way_is_not_stored(
    alice: Account, athlete: Athlete, monkeypatch: pytest.MonkeyPatch
) -> None:
    resets = list[Reset]()

    def reset_meanwhile(*args: Any, **options: Any) -> Any:
        if not resets:
            resets.append(request_reset(ResetChoice()))
        return with_gear(*args, **options)

    with owner_scope(alice):
        run_reset()
        Connection.objects.update(is_paused=False)
        pull_new(Connection.objects.get())
    monkeypatch.setattr(pull_page, "with_gear", reset_meanwhile)
    run_jobs()
    assert len(resets) == 1
    assert not Activity.across_accounts.exists()


def test_resuming_brings_everything_back(alice: Account, athlete: Athlete) -> None:
    before = Activity.across_accounts.count()
    run_reset()
    run_jobs()
    assert (Activity.across_accounts.count(), Pull.across_accounts.count()) == (0, 0)
    with owner_scope(alice):
        resume(Connection.objects.get())
    run_jobs()
    assert Activity.across_accounts.count() == before > 0


def test_everything_ends_the_grant_at_the_platform(alice: Account, sandbox: Sandbox, athlete: Athlete) -> None:
    assert has_grant(sandbox, athlete.code)
    run_reset("--all")
    retry_outbox()
    assert not has_grant(sandbox, athlete.code)


def test_tokens_that_cannot_be_read_are_said(alice: Account, athlete: Athlete) -> None:
    Connection.across_accounts.update(encrypted_tokens=b"unreadable")
    assert "Strava could not be told that the access has ended; end it there." in run_reset("--all")


def test_what_is_uploaded_after_the_click_stays(alice: Account, files: None) -> None:
    with owner_scope(alice):
        request_reset(ResetChoice())
        upload_files({"new.gpx": ride_files(30)["ride-028.gpx"]})
    run_jobs()
    assert [file.name for file in SourceFile.across_accounts.all()] == ["new.gpx"]
    assert Activity.across_accounts.count() == 1


def test_the_same_bytes_can_be_uploaded_while_their_file_is_being_deleted(
    alice: Account, files: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    hide_files = DELETIONS[0]

    def upload_meanwhile(reset: Reset) -> list[str] | None:
        if (hidden := hide_files(reset)) is None and not Upload.objects.filter(started_at__gt=reset.requested_at):
            upload_files({"once-more.fit": ride_files(1)["ride-000.fit"]})
        return hidden

    replaced: tuple[Deletion, ...] = (upload_meanwhile, *DELETIONS[1:])
    monkeypatch.setattr(run, "DELETIONS", replaced)
    run_reset()
    run_jobs()
    assert SourceFile.across_accounts.get().state == SourceFile.State.READ
    assert Activity.across_accounts.count() == 1


def test_a_file_that_waits_to_be_read_goes_unread(alice: Account) -> None:
    with owner_scope(alice):
        upload_files(ride_files(3))
    assert JOB_KINDS[READ_FILES_JOB]
    run_reset()
    run_jobs()
    assert not Activity.across_accounts.exists()
    assert not SourceFile.across_accounts.exists()


def test_the_page_follows_the_reset_to_its_end(alice: Account, alice_client: Client, files: None) -> None:
    reauthenticate(alice_client)
    alice_client.post("/settings/start-over/?selection=imported", {"is_confirmed": "on"})
    page = compact(alice_client.get("/settings/danger/").content.decode())
    assert "0 of 25 activities deleted. You can leave this page." in page
    assert 'hx-trigger="every 2s"' in page
    run_jobs()
    page = compact(alice_client.get("/settings/danger/").content.decode())
    assert "25 activities deleted." in page
    assert 'hx-trigger="every 2s"' not in page
