"""The import page takes the archive of an export, and a job imports it."""

import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from accounts.jobs.models import Job
from accounts.models import Account
from accounts.scope import owner_scope
from activities.models import Activity, SourceFile
from activities.storage.file_storage import FileStorage
from tests.account_export.archives import export_account, with_entries, without_dates_of_making
from tests.activities.factories import ride_files, upload_files
from tests.activities.stored_files import stored_names
from tests.factories import AccountFactory
from tests.files_pages.uploads import get_text
from tests.quotas.limits import set_quota
from tests.run_jobs import retry_jobs, run_jobs
from tests.site.operators import sign_in_client
from tracekit_site.account_import.account_import import AccountImport
from tracekit_site.account_import.run_import import start_import
from tracekit_site.account_import.steps import ImportSteps

pytestmark = pytest.mark.postgres

ADDRESS = "/export/import/"


@pytest.fixture
def archive(file_store: FileStorage, alice: Account) -> bytes:
    """Returns an export of four files."""
    with owner_scope(alice):
        upload_files(ride_files(4))
        run_jobs()
        return export_account()


@pytest.fixture
def newcomer(archive: bytes) -> Account:
    """Returns an account that is empty."""
    return AccountFactory.create(email="bob@example.org", time_zone="Europe/Vienna", is_time_zone_confirmed=True)


@pytest.fixture
def newcomer_client(newcomer: Account) -> Client:
    return sign_in_client(newcomer)


def post(client: Client, content: bytes) -> Any:
    return client.post(ADDRESS, {"export": SimpleUploadedFile("export.zip", content)})


def test_an_upload_gives_the_same_account(archive: bytes, newcomer: Account, newcomer_client: Client) -> None:
    assert "Choose the archive" in get_text(newcomer_client, ADDRESS)
    assert post(newcomer_client, archive).status_code == 303
    assert "Importing your export" in get_text(newcomer_client, ADDRESS)
    assert newcomer_client.get(f"{ADDRESS}status/").status_code == 200
    run_jobs()
    assert newcomer_client.get(f"{ADDRESS}status/").status_code == 286
    assert "Your export is imported" in get_text(newcomer_client, ADDRESS)
    with owner_scope(newcomer):
        second = without_dates_of_making(export_account())
        assert len(stored_names(newcomer)) == 4
    first = without_dates_of_making(archive)
    for table in ("settings", "uploads"):
        del first[f"csv/{table}.csv"], first[f"json/{table}.jsonl"]
    assert {name: second[name] for name in first} == first


def test_a_kill_between_batches_loses_and_doubles_nothing(
    archive: bytes, newcomer: Account, newcomer_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tracekit_site.account_import.run_import.MAX_STEP_S", 0.0)
    monkeypatch.setattr("tracekit_site.account_import.steps.BATCH_SIZES", {"activities": 1, "files": 1})
    advance, calls = ImportSteps.advance, iter(range(10**6))

    def advance_or_die(steps: ImportSteps) -> None:
        advance(steps)
        if next(calls) % 3 == 2:
            raise RuntimeError("killed")

    monkeypatch.setattr(ImportSteps, "advance", advance_or_die)
    post(newcomer_client, archive)
    retry_jobs(60)
    with owner_scope(newcomer):
        assert AccountImport.objects.get().state == AccountImport.State.DONE
        assert (Activity.objects.count(), SourceFile.objects.count()) == (4, 4)


def test_an_account_with_data_is_refused(archive: bytes, alice: Account, alice_client: Client) -> None:
    assert "This account already has data" in get_text(alice_client, ADDRESS)
    before = stored_names(alice)
    response = post(alice_client, archive)
    assert response.status_code == 409
    assert b"so nothing was imported" in response.content
    assert stored_names(alice) == before


def test_a_file_that_is_no_export_is_refused(newcomer: Account, newcomer_client: Client) -> None:
    for content in (b"no archive", b""):
        response = post(newcomer_client, content)
        assert response.status_code == 400
    assert newcomer_client.post(ADDRESS).status_code == 400
    assert not stored_names(newcomer)


def test_an_export_that_is_not_valid_changes_nothing(
    archive: bytes, newcomer: Account, newcomer_client: Client
) -> None:
    post(newcomer_client, with_entries(archive, {"json/activities.jsonl": b"{}\n"}))
    run_jobs()
    page = get_text(newcomer_client, ADDRESS)
    assert "The export could not be imported" in page
    assert "Line 1 of activities.jsonl in this export is not valid. Nothing was imported." in page
    assert "Choose the archive" in page
    assert not stored_names(newcomer)
    post(newcomer_client, archive)
    run_jobs()
    assert "Your export is imported" in get_text(newcomer_client, ADDRESS)


def test_an_import_that_stops_says_so(archive: bytes, newcomer_client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: ImportSteps) -> None:
        raise RuntimeError

    monkeypatch.setattr(ImportSteps, "advance", fail)
    post(newcomer_client, archive)
    retry_jobs(6)
    assert Job.across_accounts.get(kind="import").state == Job.State.STOPPED
    assert "The import stopped" in get_text(newcomer_client, ADDRESS)


@pytest.mark.parametrize(("limit", "most"), [("files", 3), ("rows", 8), ("stored_bytes", 100)])
def test_an_export_that_a_quota_has_no_room_for_changes_nothing(
    archive: bytes, newcomer: Account, settings: Settings, limit: str, most: int
) -> None:
    with owner_scope(newcomer):
        start_import(io.BytesIO(archive))
        settings.HOSTED = True
        set_quota(settings, **{limit: most})
        run_jobs()
        assert AccountImport.objects.get().problem.startswith("This account has no room for everything")
        assert not Activity.objects.exists()
        assert not SourceFile.objects.exists()
        set_quota(settings, **{limit: 1000 * most})
        start_import(io.BytesIO(archive))
        run_jobs()
        assert AccountImport.objects.get().row_count == 10


def test_a_demo_imports_nothing(archive: bytes, newcomer: Account, newcomer_client: Client) -> None:
    Account.objects.filter(pk=newcomer.pk).update(demo_until=timezone.now() + timedelta(hours=1))
    assert post(newcomer_client, archive).status_code == 400
    assert not AccountImport.across_accounts.exists()


def test_the_command_imports_an_export(archive: bytes, newcomer: Account, tmp_path: Path) -> None:
    path = tmp_path / "export.zip"
    path.write_bytes(archive)
    printed = io.StringIO()
    call_command("import", str(path), "--user", newcomer.email, stdout=printed)
    assert printed.getvalue() == f"{path}: 10 rows imported.\n"
    with pytest.raises(CommandError, match="This account already has data"):
        call_command("import", str(path), "--user", newcomer.email)
    path.write_bytes(with_entries(archive, {"json/gear.jsonl": None}))
    with pytest.raises(CommandError, match=r"gear\.jsonl is missing .* Nothing was imported\.$"):
        call_command("import", str(path), "--user", AccountFactory.create().email)
