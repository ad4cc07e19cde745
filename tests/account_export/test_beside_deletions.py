"""Exports and imports wait for deletions: one would hold what is deleted, the other would lose rows to it."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from accounts.jobs.models import Job
from accounts.models import Account
from accounts.scope import owner_scope
from activities.models import Activity, Upload
from activities.services.delete import DELETE_UPLOAD_JOB, delete_upload
from providers.services.disconnect import disconnect
from tests.activities.factories import ride_files, upload_files
from tests.matching.connections import create_connection
from tests.run_jobs import retry_jobs, run_jobs
from tracekit_site.account_export.export import Export
from tracekit_site.account_export.make_export import start_export
from tracekit_site.account_import.run_import import is_account_empty

pytestmark = pytest.mark.postgres


@pytest.fixture
def stopped_deletion(as_alice: Account) -> Account:
    """Deletes an upload of Alice's, whose job stops before it has deleted anything."""
    upload_files(ride_files(2))
    run_jobs()
    delete_upload(Upload.objects.get())
    Job.objects.filter(kind=DELETE_UPLOAD_JOB).update(state=Job.State.STOPPED)
    return as_alice


def test_an_export_waits_until_everything_is_deleted(stopped_deletion: Account) -> None:
    export = start_export(has_files=True)
    assert export.file_count == 0
    run_jobs()
    assert not export.parts.exists()
    Job.objects.filter(kind=DELETE_UPLOAD_JOB).update(state=Job.State.QUEUED)
    retry_jobs(2)
    assert not Activity.objects.exists()
    assert Export.objects.get().state == Export.State.READY


def test_the_command_writes_nothing_meanwhile(stopped_deletion: Account, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"still being deleted\. Nothing was written\. Try again in a few minutes\."):
        call_command("export", "--to", str(tmp_path / "mine.zip"), "--user", stopped_deletion.email)
    assert list(tmp_path.iterdir()) == []


def test_an_account_is_not_empty_while_its_platform_is_being_deleted(as_alice: Account) -> None:
    assert is_account_empty()
    disconnect(create_connection())
    assert not is_account_empty()
    run_jobs()
    with owner_scope(Account.objects.get()):
        assert is_account_empty()
