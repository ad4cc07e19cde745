"""An upload that holds no file is deleted after an hour, and no other upload is."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Account
from accounts.scope import owner_scope
from activities.models import SourceFile, Upload
from activities.services import expire_uploads
from activities.services.delete_orphans import GRACE
from tests.activities.factories import ride_files, upload_files
from tests.run_jobs import run_jobs

pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("file_store")]


def expire() -> None:
    """Runs the periodic task and the jobs that it enqueues."""
    expire_uploads.schedule_upload_expiry()
    run_jobs()


def old_upload() -> Upload:
    return Upload.objects.create(started_at=timezone.now() - GRACE - timedelta(seconds=1))


def test_an_old_upload_without_files_expires_for_every_account(alice: Account, mallory: Account) -> None:
    for account in (alice, mallory):
        with owner_scope(account):
            old_upload()
    expire()
    assert not Upload.across_accounts.exists()


def test_an_upload_with_files_stays_however_old(as_alice: Account) -> None:
    upload_files(ride_files(1))
    Upload.objects.update(started_at=timezone.now() - timedelta(days=400))
    old_upload()
    expire()
    assert Upload.objects.get() == SourceFile.objects.get().upload


def test_an_upload_whose_first_file_may_still_come_stays(as_alice: Account) -> None:
    Upload.objects.create(started_at=timezone.now() - GRACE + timedelta(minutes=5))
    expire()
    assert Upload.objects.exists()


def test_more_uploads_than_one_batch_expire(as_alice: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(expire_uploads, "BATCH_SIZE", 2)
    for _ in range(5):
        old_upload()
    expire()
    assert not Upload.objects.exists()
