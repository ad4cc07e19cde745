"""Deleting a file deletes its bytes and its activities, and nothing of anybody else."""

import io
import uuid

import pytest
from django.core.files.base import ContentFile

from accounts.models import Account
from accounts.scope import owner_scope
from activities.models import Activity, SourceFile, Upload
from activities.services.delete import delete_source_files, delete_upload
from activities.services.delete_orphans import delete_orphans
from activities.services.receive import IncomingFile, receive_files
from activities.storage.source_files import source_file_storage
from matching.models import Member, Workout
from providers.sandbox.writers import fit, gpx
from tests.activities.factories import ride_files, upload_files
from tests.activities.stored_files import let_orphans_age, names_in_rows, stored_names
from tests.run_jobs import run_jobs

pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("file_store")]


def test_a_file_is_deleted_with_its_bytes_activities_and_workout(as_alice: Account) -> None:
    files = upload_files(ride_files(3))
    run_jobs()
    delete_source_files(files[:1])
    assert (SourceFile.objects.count(), Activity.objects.count(), Workout.objects.count()) == (2, 2, 2)
    assert stored_names(as_alice) == names_in_rows()
    assert len(names_in_rows()) == 2


def test_copies_are_deleted_with_the_file_that_they_are_copies_of(as_alice: Account) -> None:
    (data,) = ride_files(1).values()
    first, _ = upload_files({"a.fit": data, "b.fit": data})
    run_jobs()
    delete_source_files([first])
    assert not SourceFile.objects.exists()


def test_a_workout_keeps_its_id_when_one_of_its_files_is_deleted(as_alice: Account) -> None:
    ride = fit.fit(fit.file_id(), fit.session(fit.START, 3600, 25_000))
    same = gpx.hour_ride(fit.START)
    files = upload_files({"a.fit": ride, "a.gpx": same})
    run_jobs()
    workout = Workout.objects.get()
    assert Member.objects.count() == 2
    delete_source_files([files[0]])
    remaining = Workout.objects.get()
    assert remaining.pk == workout.pk
    assert remaining.leader.source_file == files[1]


def test_an_upload_is_deleted_with_all_its_files(as_alice: Account) -> None:
    upload_files({"keep.fit": ride_files(1)["ride-000.fit"]})
    run_jobs()
    wrong = upload_files(ride_files(45))[0].upload
    assert SourceFile.objects.filter(state="waiting").exists()
    delete_upload(wrong)
    run_jobs()
    assert list(SourceFile.objects.values_list("name", flat=True)) == ["keep.fit"]
    assert (Activity.objects.count(), Workout.objects.count(), Upload.objects.count()) == (1, 1, 1)
    assert stored_names(as_alice) == names_in_rows()


def test_no_file_of_another_account_is_deleted(alice: Account, mallory: Account) -> None:
    with owner_scope(mallory):
        upload_files(ride_files(2))
    with owner_scope(alice):
        files = upload_files(ride_files(2))
    run_jobs()
    with owner_scope(alice):
        delete_source_files(files)
    with owner_scope(mallory):
        assert (SourceFile.objects.count(), Activity.objects.count()) == (2, 2)
        assert len(stored_names(mallory)) == 2


def test_old_bytes_without_a_row_are_swept_and_young_ones_stay(
    as_alice: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload_files(ride_files(2))
    orphan = source_file_storage().save(f"{as_alice.pk}/left", ContentFile(b"left"))
    delete_orphans()
    assert stored_names(as_alice) == names_in_rows() | {orphan}
    let_orphans_age(monkeypatch)
    delete_orphans()
    assert stored_names(as_alice) == names_in_rows()
    assert len(names_in_rows()) == 2


def test_the_folder_of_a_deleted_account_is_swept_at_once(alice: Account) -> None:
    deleted_owner = str(uuid.uuid4())
    source_file_storage().save(f"{deleted_owner}/left", ContentFile(b"left"))
    assert deleted_owner in source_file_storage().listdir("")[0]
    delete_orphans()
    assert deleted_owner not in source_file_storage().listdir("")[0]


def test_files_beside_the_owners_folders_are_not_swept(alice: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    beside = [source_file_storage().save(name, ContentFile(b"theirs")) for name in ("backups/monday", ".mark")]
    let_orphans_age(monkeypatch)
    delete_orphans()
    for name in beside:
        with source_file_storage().open(name) as content:
            assert content.read() == b"theirs"
        source_file_storage().delete(name)


def test_a_sweep_ends_after_its_time_and_takes_deleted_accounts_first(
    as_alice: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    orphan = source_file_storage().save(f"{as_alice.pk}/left", ContentFile(b"left"))
    deleted_owners = {str(uuid.uuid4()) for _ in range(20)}
    for owner in deleted_owners:
        source_file_storage().save(f"{owner}/left", ContentFile(b"left"))
    let_orphans_age(monkeypatch)
    monkeypatch.setattr("activities.services.delete_orphans.SWEEP_S", 0.0)
    delete_orphans()
    assert len(deleted_owners & set(source_file_storage().listdir("")[0])) >= 19
    while deleted_owners & set(source_file_storage().listdir("")[0]):
        delete_orphans()
    assert orphan in stored_names(as_alice)


def test_files_that_arrive_while_an_upload_is_deleted_are_refused(as_alice: Account) -> None:
    upload = upload_files(ride_files(1))[0].upload
    delete_upload(upload)
    with pytest.raises(Upload.DoesNotExist):
        receive_files(upload, [IncomingFile(name, io.BytesIO(data)) for name, data in ride_files(3).items()])
    run_jobs()
    assert not SourceFile.objects.exists()
    assert not Activity.objects.exists()
    assert not Upload.objects.exists()
    assert not stored_names(as_alice)
