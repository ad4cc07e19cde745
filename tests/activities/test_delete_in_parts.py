"""However much is deleted, each transaction deletes a part, and a job goes on where a process died."""

from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from accounts.jobs.models import Job
from accounts.jobs.services.run import run_job
from accounts.jobs.services.sweep import sweep
from accounts.models import Account
from activities.models import Activity, SourceFile, Upload
from activities.services import delete
from activities.services.delete import PART_SIZE, delete_source_files, resume_deletions
from activities.services.receive import IncomingFile, receive_files
from activities.services.receive_known import OfferedFile, receive_known_files
from activities.signals import activities_deleted, activities_stored
from matching.models import TrimmedActivity, Workout
from providers.models import Connection
from providers.services.disconnect import resume_disconnections
from tests.activities.factories import ride_files, upload_files
from tests.erasure.requests import erase
from tests.factories import SourceFileFactory
from tests.matching.connections import create_connection
from tests.matching.factories import HOUR
from tests.matching.tables import create_activity
from tests.run_jobs import run_jobs
from tests.write_back.factories import create_write_back
from tracekit_site.services.install import register_install

MANY = 2 * PART_SIZE + 5


class ProcessDied(BaseException):
    """A process ends in the middle of a deletion."""


@pytest.fixture
def part_sizes() -> list[int]:
    """Returns a list to which each part of a deletion adds how many activities it deleted."""
    sizes: list[int] = []

    def add_size(sender: object, ids: list[int], **_: object) -> None:
        sizes.append(len(ids))

    activities_deleted.connect(add_size, weak=False, dispatch_uid="part sizes")
    return sizes


@pytest.fixture(autouse=True)
def _disconnect_receiver():
    yield
    activities_deleted.disconnect(dispatch_uid="part sizes")


@pytest.fixture
def _slow_database(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets each transaction take as much of the processor as it may, so that the parts stay as large as the first."""
    moments = (number / 40 for number in range(999))
    monkeypatch.setattr("accounts.services.part_size.time.thread_time", lambda: next(moments))


def file_of_many_activities() -> SourceFile:
    """Returns a file whose activities lie a day apart."""
    file: SourceFile = SourceFileFactory.create(upload=Upload.objects.create())
    rides = [create_activity("file", day * 24 * HOUR, source_file=file) for day in range(MANY)]
    activities_stored.send(None, ids=[ride.pk for ride in rides])
    run_jobs()
    return file


def connection_with_many_activities() -> Connection:
    """Returns a connection whose activities lie a day apart, and which has as many trimmed ones."""
    connection = create_connection()
    rides = [create_activity("strava", day * 24 * HOUR) for day in range(MANY)]
    activities_stored.send(None, ids=[ride.pk for ride in rides])
    for number in range(MANY):
        TrimmedActivity.objects.create(connection=connection, provider_id=f"t{number}", confirmed_at=timezone.now())
    run_jobs()
    return connection


@pytest.mark.django_db
@pytest.mark.usefixtures("_slow_database")
def test_a_file_of_many_activities_is_deleted_in_parts(as_alice: Account, part_sizes: list[int]) -> None:
    delete_source_files([file_of_many_activities()])
    assert not part_sizes
    run_jobs()
    assert sum(part_sizes) == MANY
    assert max(part_sizes) == PART_SIZE
    assert not Workout.objects.exists()
    assert not SourceFile.objects.exists()
    assert not Job.objects.exists()
    assert Account.objects.get(pk=as_alice.pk).being_deleted == ""


@pytest.mark.django_db
def test_copies_are_deleted_in_parts(as_alice: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delete, "MAX_ROWS", 3)
    file = SourceFileFactory.create(upload=Upload.objects.create())
    for _ in range(10):
        SourceFileFactory.create(upload=file.upload, state="copy", copy_of=file)
    delete_source_files([file])
    assert SourceFile.objects.count() == 11
    run_jobs()
    assert not SourceFile.objects.exists()


@pytest.mark.django_db
@pytest.mark.usefixtures("_slow_database")
def test_an_upload_is_deleted_by_a_job_that_goes_on_where_a_process_died(
    as_alice: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload, delete_part = file_of_many_activities().upload, delete._delete_part

    def delete_and_die(*args: object) -> None:
        delete_part(*args)  # type: ignore[arg-type]
        delete_part(*args)  # type: ignore[arg-type]
        raise ProcessDied

    delete.delete_upload(upload)
    assert Activity.objects.count() == MANY
    monkeypatch.setattr(delete, "_delete_part", delete_and_die)
    with pytest.raises(ProcessDied):
        run_jobs()
    assert Activity.objects.count() == MANY  # The transaction was undone.
    monkeypatch.undo()
    Job.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    sweep()
    run_jobs()
    assert not Upload.objects.exists()
    assert not Workout.objects.exists()
    assert Account.objects.get(pk=as_alice.pk).being_deleted == ""


@pytest.mark.django_db
@pytest.mark.usefixtures("_slow_database")
def test_a_step_deletes_for_a_while_and_the_next_one_goes_on(
    as_alice: Account, monkeypatch: pytest.MonkeyPatch, part_sizes: list[int]
) -> None:
    upload = file_of_many_activities().upload
    delete.delete_upload(upload)
    monkeypatch.setattr(delete, "MAX_STEP_S", 0.0)
    assert run_jobs() > 2
    assert (sum(part_sizes), max(part_sizes)) == (MANY, PART_SIZE)
    assert not Upload.objects.exists()


@pytest.mark.django_db
@pytest.mark.usefixtures("_slow_database")
def test_a_disconnected_platform_is_deleted_in_parts_by_a_job(
    as_alice: Account, alice_client: Client, part_sizes: list[int]
) -> None:
    connection = connection_with_many_activities()
    page = alice_client.post(f"/connections/{connection.pk}/disconnect/", follow=True)
    assert "Its key was deleted, and its activities are being deleted" in page.text
    assert "You disconnected Strava. Its activities are being deleted here" in page.text
    assert not part_sizes
    closed = Connection.objects.closed().get()
    assert (closed.state, bytes(closed.encrypted_tokens), closed.athlete_id) == ("closed", b"", "")
    run_jobs()
    assert not Activity.objects.exists()
    assert not TrimmedActivity.objects.exists()
    assert not Connection.objects.closed().exists()
    assert (sum(part_sizes), max(part_sizes)) == (MANY, PART_SIZE)
    assert "are being deleted" not in alice_client.get("/connections/").text


@pytest.mark.django_db
def test_a_worker_that_has_lost_its_lease_deletes_nothing(as_alice: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    upload, delete_part = file_of_many_activities().upload, delete._delete_part

    def lose_lease(*args: Any) -> list[str] | None:
        Job.objects.update(lease_token=uuid4())
        return delete_part(*args)

    delete.delete_upload(upload)
    monkeypatch.setattr(delete, "_delete_part", lose_lease)
    run_job(Job.objects.get().pk)
    assert Activity.objects.count() == MANY
    assert Workout.objects.count() == MANY


@pytest.mark.django_db
def test_saving_an_account_that_was_loaded_before_keeps_what_is_being_deleted(as_alice: Account) -> None:
    loaded_before = Account.objects.get(pk=as_alice.pk)
    delete.delete_upload(file_of_many_activities().upload)
    loaded_meanwhile = Account.objects.get(pk=as_alice.pk)
    loaded_before.units = "imperial"
    loaded_before.save()
    assert Account.objects.get(pk=as_alice.pk).being_deleted
    run_jobs()
    loaded_meanwhile.save()
    account = Account.objects.get(pk=as_alice.pk)
    assert (account.being_deleted, account.units) == ("", "metric")


@pytest.mark.django_db
def test_an_account_is_erased_while_a_part_of_it_is_being_deleted(as_alice: Account, alice_client: Client) -> None:
    connection = connection_with_many_activities()
    create_write_back(
        connection=connection, workout=Workout.objects.first(), provider_id="1", expected_before="a", desired_after="b"
    )
    alice_client.post(f"/connections/{connection.pk}/disconnect/")
    register_install(adopt=True)
    erase(alice_client)
    assert not Account.objects.exists()
    assert not Connection.objects.closed().exists()
    assert not Activity.objects.exists()
    run_jobs()


@pytest.mark.django_db
def test_deletions_whose_jobs_have_stopped_are_taken_up_again(as_alice: Account, alice_client: Client) -> None:
    connection, file = connection_with_many_activities(), file_of_many_activities()
    alice_client.post(f"/connections/{connection.pk}/disconnect/")
    delete.delete_upload(file.upload)
    Job.objects.all().delete()
    resume_deletions()
    resume_disconnections()
    run_jobs()
    assert not Activity.objects.exists()
    assert Account.objects.get(pk=as_alice.pk).being_deleted == ""


@pytest.mark.django_db
@pytest.mark.usefixtures("file_store")
def test_a_file_that_comes_again_while_its_upload_is_deleted_is_kept(as_alice: Account) -> None:
    files = ride_files(1)
    old = upload_files(files)[0].upload
    run_jobs()
    delete.delete_upload(old)
    upload_files(files)
    run_jobs()
    assert SourceFile.objects.get().state == "read"
    assert SourceFile.objects.get().content
    assert Activity.objects.get().source_file == SourceFile.objects.get()
    assert Workout.objects.count() == 1


@pytest.fixture
def upload_that_goes(as_alice: Account) -> Upload:
    """Returns an upload of a waiting file that is being deleted, by a job that has stopped."""
    upload = upload_files(ride_files(1))[0].upload
    delete.delete_upload(upload)
    Job.objects.filter(kind=delete.DELETE_UPLOAD_JOB).update(state=Job.State.STOPPED)
    return upload


@pytest.mark.django_db
@pytest.mark.usefixtures("file_store")
def test_no_worker_reads_a_waiting_file_whose_upload_is_being_deleted(upload_that_goes: Upload) -> None:
    run_jobs()
    assert upload_that_goes.files.get().state == "waiting"
    assert not Activity.objects.exists()
    resume_deletions()
    run_jobs()
    assert not SourceFile.objects.exists()


@pytest.mark.django_db
@pytest.mark.usefixtures("file_store")
def test_an_upload_that_is_being_deleted_takes_no_more_files(upload_that_goes: Upload, alice_client: Client) -> None:
    incoming = [IncomingFile("late.fit", BytesIO(ride_files(2)["ride-001.gpx"]))]
    with pytest.raises(Upload.DoesNotExist):
        receive_files(upload_that_goes, incoming)
    with pytest.raises(Upload.DoesNotExist):
        receive_known_files(upload_that_goes, [OfferedFile("late.fit", "0" * 64)])
    assert (
        alice_client.post("/files/", {"upload": upload_that_goes.pk, "files": incoming[0].content}).status_code == 404
    )
    assert upload_that_goes.files.count() == 1
