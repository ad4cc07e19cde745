"""The owner scope fails closed, and keys between rows cannot leave an owner."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection
from django.test import Client

from accounts.models import Account
from accounts.scope import ForeignOwner, NoCrossing, NoOwner, OwnerDeleted, crossing, owner_scope
from activities.models import SourceFile, Upload
from activities.storage.source_files import source_file_storage

pytestmark = pytest.mark.postgres


def test_reading_outside_a_scope_raises(db: None) -> None:
    with pytest.raises(NoOwner):
        Upload.objects.count()


def test_creating_a_row_outside_a_scope_raises(db: None) -> None:
    with pytest.raises(NoOwner):
        Upload()


def test_rows_of_another_account_are_not_selected(alice: Account, mallory: Account) -> None:
    with owner_scope(alice):
        Upload().save()
        assert Upload.objects.count() == 1
    with owner_scope(mallory):
        assert Upload.objects.count() == 0


def test_rows_of_all_accounts_are_selected_in_a_crossing_only(alice: Account) -> None:
    with owner_scope(alice):
        Upload.objects.create()
        with pytest.raises(NoCrossing):
            Upload.across_accounts.count()
        with crossing():
            assert Upload.across_accounts.count() == 1


def test_related_rows_raise_outside_a_scope(alice: Account) -> None:
    with owner_scope(alice):
        upload = Upload.objects.create()
    with pytest.raises(NoOwner):
        upload.files.count()


def test_a_row_is_never_saved_for_another_owner(alice: Account, mallory: Account) -> None:
    with owner_scope(alice), pytest.raises(ForeignOwner):
        Upload(owner=mallory).save()
    with owner_scope(alice), pytest.raises(ForeignOwner):
        Upload.objects.create(owner=mallory)
    with owner_scope(alice), pytest.raises(ForeignOwner):
        Upload.objects.bulk_create([Upload(owner=mallory)])


def test_a_row_never_changes_its_owner(as_alice: Account, mallory: Account) -> None:
    Upload.objects.create()
    with pytest.raises(ForeignOwner):
        Upload.objects.update(owner=mallory)


def test_a_scope_does_not_open_inside_another_accounts_scope(alice: Account, mallory: Account) -> None:
    with owner_scope(alice), pytest.raises(ForeignOwner), owner_scope(mallory):
        pass


@pytest.mark.django_db(transaction=True)
def test_a_reference_never_points_at_another_owners_row(alice: Account, mallory: Account) -> None:
    with owner_scope(mallory):
        mallorys_upload = Upload.objects.create()
    with owner_scope(alice), pytest.raises(IntegrityError):
        SourceFile.objects.create(upload=mallorys_upload, name="ride.fit", size=1)


def test_same_owner_constraints_are_in_the_database(db: None) -> None:
    with connection.cursor() as cursor:
        keys = connection.introspection.get_constraints(cursor, "activities_activity")
    if connection.vendor == "postgresql":
        assert "activities_activity_source_file_same_owner" in keys
    else:
        with connection.cursor() as cursor:
            cursor.execute("SELECT sql FROM sqlite_master WHERE name = 'activities_activity'")
            assert "activities_activity_source_file_same_owner" in cursor.fetchone()[0]


def test_an_account_deleted_during_an_upload_leaves_no_bytes(
    alice: Account, alice_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def raise_deleted() -> Account:
        raise OwnerDeleted

    monkeypatch.setattr("activities.services.receive.lock_account", raise_deleted)
    response = alice_client.post("/files/", {"files": SimpleUploadedFile("a.fit", b"some bytes")})
    assert (response.status_code, response.headers["Location"]) == (302, "/")
    store = source_file_storage()
    assert not store.exists(str(alice.pk)) or store.listdir(str(alice.pk)) == ([], [])
