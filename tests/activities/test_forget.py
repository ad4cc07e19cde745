"""Deleting a file takes its bytes and its activities along, and leaves everybody else's."""

import io
import uuid

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from accounts.models import Account
from accounts.scope import owner_scope
from activities.models import Activity, SourceFile, Upload
from activities.services.delete import delete_source_files, delete_upload
from activities.services.delete_orphans import GRACE, delete_orphans
from activities.services.receive import IncomingFile, receive_files
from activities.storage.source_files import source_file_storage
from matching.models import Member, Workout
from providers.sandbox.writers import fit, gpx
from tests.activities.factories import rides, upload
from tests.activities.test_read_files import named, stored
from tests.run_jobs import run_jobs

pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("file_store")]


def test_a_deleted_file_takes_bytes_activities_and_workout_along(as_alice: Account) -> None:
    files = upload(rides(3))
    run_jobs()
    delete_source_files(files[:1])
    assert (SourceFile.objects.count(), Activity.objects.count(), Workout.objects.count()) == (2, 2, 2)
    assert stored(as_alice) == named()
    assert len(named()) == 2


def test_copies_are_deleted_with_the_file_that_they_are_copies_of(as_alice: Account) -> None:
    (data,) = rides(1).values()
    first, _ = upload({"a.fit": data, "b.fit": data})
    run_jobs()
    delete_source_files([first])
    assert not SourceFile.objects.exists()


def test_what_is_left_of_a_workout_stays_a_workout(as_alice: Account) -> None:
    ride = fit.fit(fit.file_id(), fit.session(fit.START, 3600, 25_000))
    same = gpx.hour_ride(fit.START)
    files = upload({"a.fit": ride, "a.gpx": same})
    run_jobs()
    workout = Workout.objects.get()
    assert Member.objects.count() == 2
    delete_source_files([files[0]])
    left = Workout.objects.get()
    assert left.pk == workout.pk
    assert left.leader.source_file == files[1]


def test_all_that_one_upload_brought_can_be_taken_back(as_alice: Account) -> None:
    upload({"keep.fit": rides(1)["ride-000.fit"]})
    run_jobs()
    wrong = upload(rides(45))[0].upload
    assert SourceFile.objects.filter(state="waiting").exists()
    delete_upload(wrong)
    run_jobs()
    assert list(SourceFile.objects.values_list("name", flat=True)) == ["keep.fit"]
    assert (Activity.objects.count(), Workout.objects.count(), Upload.objects.count()) == (1, 1, 1)
    assert stored(as_alice) == named()


def test_nobody_elses_file_goes(alice: Account, mallory: Account) -> None:
    with owner_scope(mallory):
        upload(rides(2))
    with owner_scope(alice):
        files = upload(rides(2))
    run_jobs()
    with owner_scope(alice):
        delete_source_files(files)
    with owner_scope(mallory):
        assert (SourceFile.objects.count(), Activity.objects.count()) == (2, 2)
        assert len(stored(mallory)) == 2


def in_two_hours(monkeypatch: pytest.MonkeyPatch) -> None:
    """The sweep believes that it is so late."""
    late = timezone.now() + 2 * GRACE
    monkeypatch.setattr("activities.services.delete_orphans.timezone.now", lambda: late)


def test_old_bytes_without_a_row_are_swept_and_young_ones_stay(
    as_alice: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload(rides(2))
    left = source_file_storage().save(f"{as_alice.pk}/left", ContentFile(b"left"))
    delete_orphans()
    assert stored(as_alice) == named() | {left}
    in_two_hours(monkeypatch)
    delete_orphans()
    assert stored(as_alice) == named()
    assert len(named()) == 2


def test_what_an_account_left_that_is_gone_is_swept_at_once(alice: Account) -> None:
    gone = str(uuid.uuid4())
    source_file_storage().save(f"{gone}/left", ContentFile(b"left"))
    assert gone in source_file_storage().listdir("")[0]
    delete_orphans()
    assert gone not in source_file_storage().listdir("")[0]


def test_what_lies_beside_the_owners_folders_is_none_of_the_sweeps(
    alice: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    beside = [source_file_storage().save(name, ContentFile(b"theirs")) for name in ("backups/monday", ".mark")]
    in_two_hours(monkeypatch)
    delete_orphans()
    for name in beside:
        with source_file_storage().open(name) as kept:
            assert kept.read() == b"theirs"
        source_file_storage().delete(name)


def test_a_sweep_ends_after_a_while_and_those_who_are_gone_come_first(
    as_alice: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = source_file_storage().save(f"{as_alice.pk}/left", ContentFile(b"left"))
    gone = str(uuid.uuid4())
    source_file_storage().save(f"{gone}/left", ContentFile(b"left"))
    in_two_hours(monkeypatch)
    monkeypatch.setattr("activities.services.delete_orphans.SWEEP_S", 0.0)
    delete_orphans()
    assert gone not in source_file_storage().listdir("")[0]
    assert left in stored(as_alice)


def test_what_comes_while_an_upload_is_deleted_goes_too(as_alice: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    late, made = iter([rides(30)]), upload(rides(1))[0].upload

    def another_browser(names: object, until: float) -> None:
        for data in late:
            receive_files(made, [IncomingFile(name, io.BytesIO(each)) for name, each in data.items()])
            run_jobs()

    monkeypatch.setattr("activities.services.delete.delete_stored_files", another_browser)
    delete_upload(made)
    assert not SourceFile.objects.exists()
    assert not Activity.objects.exists()
    assert not Upload.objects.exists()
