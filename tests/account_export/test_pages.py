"""The export page starts a job that makes the archive in parts; its owner alone downloads it, for a day."""

import io
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from accounts.jobs.models import Job
from accounts.jobs.services.run import next_job_id, run_job
from accounts.models import Account
from accounts.scope import owner_scope
from activities.services.delete_orphans import delete_orphans
from activities.storage.file_storage import FileStorage
from activities.storage.source_files import source_file_storage
from activities.storage.storage_errors import StorageUnavailable
from tests.accounts.clients import reauthenticate
from tests.activities.factories import ride_files, upload_files
from tests.activities.stored_files import let_orphans_age, stored_names
from tests.files_pages.uploads import get_text
from tests.run_jobs import retry_jobs, run_jobs
from tracekit_site.account_export.expire_exports import schedule_export_expiry
from tracekit_site.account_export.export import Export, ExportPart
from tracekit_site.account_export.steps import ExportSteps
from tracekit_site.services.delete_account import delete_account

pytestmark = pytest.mark.postgres


@pytest.fixture
def with_files(alice: Account) -> Account:
    """Gives Alice six files that are read."""
    with owner_scope(alice):
        upload_files(ride_files(6))
        run_jobs()
    return alice


def create_export(client: Client, *, has_files: bool = True) -> Export:
    """Clicks the button."""
    assert client.post("/export/", {"has_files": str(has_files)}).status_code == 303
    return Export.across_accounts.latest("created_at")


def download(client: Client, export: Export) -> Any:
    reauthenticate(client)
    return client.get(f"/export/{export.pk}/")


def body(response: Any) -> bytes:
    return b"".join(response.streaming_content)


def test_a_click_makes_an_archive_that_its_owner_downloads(
    file_store: FileStorage, with_files: Account, alice_client: Client
) -> None:
    assert "Your export is ready" not in get_text(alice_client, "/export/")
    export = create_export(alice_client)
    assert "Creating your export" in get_text(alice_client, "/export/")
    run_jobs()
    page = get_text(alice_client, "/export/")
    assert "Your export is ready" in page
    assert "Only you can download it, until" in page
    response = download(alice_client, export)
    assert response["Content-Type"] == "application/zip"
    assert "no-store" in response["Cache-Control"]
    assert response["Content-Disposition"] == f'attachment; filename="{export.filename}"'
    content = body(response)
    assert len(content) == int(response["Content-Length"])
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        assert sum(name.startswith("files/") for name in archive.namelist()) == 6


def test_the_download_asks_for_the_password_again(with_files: Account, alice_client: Client) -> None:
    export = create_export(alice_client)
    run_jobs()
    address = f"/export/{export.pk}/"
    assert alice_client.get(address)["Location"] == f"/account/reauthenticate/?next={address}"


def test_nobody_else_downloads_it(with_files: Account, alice_client: Client, mallory_client: Client) -> None:
    export = create_export(alice_client)
    run_jobs()
    assert download(mallory_client, export).status_code == 404
    assert Client().get(f"/export/{export.pk}/").status_code == 302
    assert "Your export is ready" not in get_text(mallory_client, "/export/")


def test_one_export_is_made_at_a_time_and_a_new_one_replaces_the_last(
    with_files: Account, alice_client: Client
) -> None:
    first = create_export(alice_client)
    assert create_export(alice_client) == first
    run_jobs()
    first_names = set(ExportPart.across_accounts.values_list("content", flat=True))
    second = create_export(alice_client, has_files=False)
    assert second != first
    assert Export.across_accounts.count() == 1
    assert not first_names & stored_names(with_files)


def test_a_step_is_short_and_a_kill_repeats_one_part_only(with_files: Account, alice_client: Client) -> None:
    export = create_export(alice_client)
    steps = 0
    while (job_id := next_job_id()) is not None and Job.across_accounts.get(pk=job_id).kind == "export":
        before = ExportPart.across_accounts.count()
        assert run_job(job_id)
        assert ExportPart.across_accounts.count() == before + 1
        steps += 1
    assert steps > 15
    export.refresh_from_db()
    assert export.state == Export.State.READY


def test_an_archive_is_gone_after_a_day(
    with_files: Account, alice_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    export = create_export(alice_client)
    run_jobs()
    reauthenticate(alice_client)
    before = stored_names(with_files)
    Export.across_accounts.update(ready_at=timezone.now() - timedelta(hours=23, minutes=59))
    schedule_export_expiry()
    run_jobs()
    assert stored_names(with_files) == before
    Export.across_accounts.update(ready_at=timezone.now() - timedelta(hours=24, seconds=1))
    assert alice_client.get(f"/export/{export.pk}/").status_code == 404
    assert "Your last export has expired" in get_text(alice_client, "/export/")
    schedule_export_expiry()
    run_jobs()
    assert not ExportPart.across_accounts.exists()
    assert len(stored_names(with_files)) == 6
    assert "Your last export has expired" in get_text(alice_client, "/export/")


def test_an_incomplete_archive_is_gone_after_a_day(with_files: Account, alice_client: Client) -> None:
    create_export(alice_client)
    job_id = next_job_id()
    assert job_id is not None
    run_job(job_id)
    Export.across_accounts.update(created_at=timezone.now() - timedelta(hours=25))
    schedule_export_expiry()
    run_jobs()
    assert len(stored_names(with_files)) == 6


def test_the_sweep_of_orphans_keeps_the_parts(
    with_files: Account, alice_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    export = create_export(alice_client)
    run_jobs()
    before = stored_names(with_files)
    let_orphans_age(monkeypatch)
    delete_orphans()
    assert stored_names(with_files) == before
    monkeypatch.undo()
    assert zipfile.ZipFile(io.BytesIO(body(download(alice_client, export)))).testzip() is None


def test_an_export_that_stops_says_so_and_can_be_started_again(
    with_files: Account, alice_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise StorageUnavailable

    export = create_export(alice_client)
    monkeypatch.setattr(ExportSteps, "write_next", fail)
    retry_jobs(6)
    monkeypatch.undo()
    assert "The export failed" in get_text(alice_client, "/export/")
    assert create_export(alice_client) != export
    run_jobs()
    assert "Your export is ready" in get_text(alice_client, "/export/")


def test_a_deleted_account_leaves_no_part(with_files: Account, alice_client: Client) -> None:
    create_export(alice_client)
    run_jobs()
    with owner_scope(with_files):
        delete_account()
    assert not source_file_storage().listdir(str(with_files.pk))[1]


def test_a_poll_ends_with_the_export(with_files: Account, alice_client: Client) -> None:
    assert alice_client.get("/export/status/").status_code == 286
    create_export(alice_client)
    assert alice_client.get("/export/status/").status_code == 200
    run_jobs()
    response = alice_client.get("/export/status/")
    assert response.status_code == 286
    assert b"Your export is ready" in response.content


@pytest.mark.parametrize(("signup", "can_be_kept"), [("open", True), ("closed", False)])
@pytest.mark.parametrize("address", ["/export/", "/export/import/"])
def test_a_demo_is_told_to_be_kept_only_where_it_can_be(
    alice: Account, alice_client: Client, settings: Settings, address: str, signup: str, can_be_kept: bool
) -> None:
    Account.objects.update(demo_until=timezone.now() + timedelta(hours=1))
    settings.SIGNUP = signup
    text = get_text(alice_client, address)
    assert "demo" in text
    assert ("Keep it as your account" in text) is can_be_kept


def test_a_demo_exports_nothing(alice: Account, alice_client: Client) -> None:
    Account.objects.update(demo_until=timezone.now() + timedelta(hours=1))
    assert "A demo has generated data only" in get_text(alice_client, "/export/")
    assert alice_client.post("/export/", {"has_files": "True"}).status_code == 200
    assert not Export.across_accounts.exists()
