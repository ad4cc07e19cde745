"""A deletion takes effect at once although the storage does not answer; the bytes are deleted later."""

import pytest
from django.core.files.base import ContentFile

from accounts.models import Account
from accounts.scope import owner_scope
from activities.models import Activity, SourceFile, Upload
from activities.services.delete import delete_source_files, delete_upload
from activities.services.delete_orphans import delete_orphans
from activities.storage.source_files import source_file_storage
from activities.storage.storage_errors import StorageUnavailable
from tests.activities.factories import ride_files, upload_files
from tests.activities.stored_files import let_orphans_age, names_in_rows, stored_names
from tests.faulty_proxy import FaultyProxy
from tests.file_stores import list_keys
from tests.run_jobs import run_jobs
from tracekit_site.services.delete_account import delete_account


def test_a_file_is_deleted_although_its_bytes_are_swept_later(
    as_alice: Account, proxy: FaultyProxy, s3: str, bucket: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = upload_files(ride_files(3))
    run_jobs()
    proxy.fail(500)
    delete_source_files(files[:2])
    assert (SourceFile.objects.count(), Activity.objects.count()) == (1, 1)
    with pytest.raises(StorageUnavailable):
        delete_orphans()
    assert len(list_keys(s3, bucket)) == 3
    proxy.recover()
    let_orphans_age(monkeypatch)
    delete_orphans()
    assert list_keys(s3, bucket) == names_in_rows()
    assert len(names_in_rows()) == 1


def test_an_upload_is_deleted_although_the_bucket_fails(as_alice: Account, proxy: FaultyProxy) -> None:
    files = upload_files(ride_files(25))
    proxy.fail(503)
    delete_upload(files[0].upload)
    run_jobs()
    assert not SourceFile.objects.exists()
    assert not Upload.objects.exists()


def test_an_account_is_deleted_although_its_bytes_are_swept_later(
    alice: Account, mallory: Account, proxy: FaultyProxy, s3: str, bucket: str
) -> None:
    for account in (alice, mallory):
        with owner_scope(account):
            upload_files(ride_files(3))
    proxy.fail(500)
    with owner_scope(alice):
        delete_account()
    assert not Account.objects.filter(pk=alice.pk).exists()
    assert len(list_keys(s3, bucket)) == 6
    proxy.recover()
    delete_orphans()
    with owner_scope(mallory):
        assert list_keys(s3, bucket) == names_in_rows()
        assert len(names_in_rows()) == 3


@pytest.mark.usefixtures("file_store")
def test_an_account_is_deleted_with_files_that_arrive_meanwhile(
    alice: Account, mallory: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    for account in (alice, mallory):
        with owner_scope(account):
            upload_files(ride_files(3))
    late = iter([f"{alice.pk}/late"])
    delete_files = source_file_storage().delete_files

    def delete_and_store_more(names: list[str]) -> None:
        delete_files(names)
        for name in late:
            source_file_storage().save(name, ContentFile(b"late"))

    monkeypatch.setattr(source_file_storage(), "delete_files", delete_and_store_more)
    assert len(stored_names(alice)) == 3
    with owner_scope(alice):
        delete_account()
    assert str(alice.pk) not in source_file_storage().listdir("")[0]
    assert len(stored_names(mallory)) == 3
