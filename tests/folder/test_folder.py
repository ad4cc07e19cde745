"""Files of the activities folder are found, read where they are, and followed when they move."""

import gzip
import os
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.core.files.storage import storages
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from accounts.models import Account
from accounts.scope import owner_scope
from activities.models import ActivitiesFolder, Activity, FolderFile, SourceFile
from activities.services.folder_account import folder_account
from matching.models import Workout
from tests.factories import AccountFactory
from tests.files_pages.uploads import file_id, get_text, gpx_ride, morning_of, upload_and_read
from tests.folder.own_folder import sweep, take_picture, write_file, write_rides
from tracekit_site.services.install import register_install

pytestmark = pytest.mark.postgres

MISSING_TEXT = "no longer in your folder"


def states() -> dict[str, str]:
    """Returns the state of each file, or the reason why it is refused, by name."""
    return {file.name: file.reason or file.state for file in SourceFile.across_accounts.all()}


def stored_files(account: Account) -> list[str]:
    """Returns the stored names of the account's files."""
    try:
        return storages["source_files"].listdir(str(account.pk))[1]
    except FileNotFoundError:
        return []


def test_files_at_any_depth_are_read_and_nothing_is_changed_or_copied(folder: Path, alice: Account) -> None:
    write_rides(folder, 12)
    before = take_picture(folder)
    sweep()
    assert Activity.across_accounts.count() == 12
    assert set(states().values()) == {"read"}
    assert take_picture(folder) == before
    assert stored_files(alice) == []


def test_a_second_sweep_reads_nothing_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_rides(folder, 4)
    sweep()
    monkeypatch.setattr("activities.services.take_in_folder_files.open_listed_file", None)
    sweep()
    assert SourceFile.across_accounts.count() == 4


def test_a_file_joins_the_workout_of_an_upload(folder: Path, alice_client: Client) -> None:
    upload_and_read(alice_client, ("a.gpx", gpx_ride(name="Three passes")))
    write_file(folder / "b.gpx", gpx_ride(delay_s=3))
    sweep()
    assert Workout.across_accounts.count() == 1
    assert "b.gpx" in get_text(alice_client)


@pytest.mark.parametrize("new_name", ["b.gpx", "deep/er/b.gpx"])
def test_a_renamed_file_is_the_same_file(folder: Path, new_name: str) -> None:
    write_file(folder / "a.gpx", gpx_ride())
    sweep()
    before = SourceFile.across_accounts.get()
    (folder / new_name).parent.mkdir(parents=True, exist_ok=True)
    (folder / "a.gpx").rename(folder / new_name)
    for _ in range(3):
        sweep()
        assert SourceFile.across_accounts.get().pk == before.pk
        assert Activity.across_accounts.count() == 1
    assert states() == {"b.gpx": "read"}
    assert FolderFile.across_accounts.get().path == new_name


def test_a_renamed_file_whose_time_was_changed_too_is_the_same_file(folder: Path) -> None:
    write_file(folder / "a.gpx", gpx_ride())
    sweep()
    before = SourceFile.across_accounts.get().pk
    (folder / "a.gpx").rename(folder / "b.gpx")
    os.utime(folder / "b.gpx")
    for _ in range(4):
        sweep()
        assert Activity.across_accounts.count() == 1
    assert SourceFile.across_accounts.get().pk == before


def test_a_deleted_file_is_said_and_the_workout_keeps_its_other_activities(folder: Path, alice_client: Client) -> None:
    upload_and_read(alice_client, ("a.gpx", gpx_ride(name="Three passes")))
    write_file(folder / "b.gpx", gpx_ride(delay_s=3))
    write_file(folder / "c.gpx", gpx_ride(morning_of(1)))
    sweep()
    workout = Workout.across_accounts.order_by("local_date").first()
    (folder / "b.gpx").unlink()
    sweep()
    assert Activity.across_accounts.count() == 3, "it may have been renamed"
    sweep()
    assert Activity.across_accounts.count() == 2
    assert Workout.across_accounts.order_by("local_date").first() == workout
    assert states() == {"a.gpx": "read", "b.gpx": "not_in_folder", "c.gpx": "read"}
    assert MISSING_TEXT in get_text(alice_client, f"/files/{file_id('b.gpx')}/")


def test_a_file_that_returns_is_read_once_more(folder: Path) -> None:
    write_file(folder / "a.gpx", gpx_ride())
    write_file(folder / "b.gpx", gpx_ride(morning_of(1)))
    sweep()
    digest = Activity.across_accounts.order_by("started_at").values_list("provider_id", flat=True).first()
    (folder / "a.gpx").unlink()
    sweep(times=2)
    write_file(folder / "a.gpx", gpx_ride())
    sweep()
    assert Activity.across_accounts.order_by("started_at").values_list("provider_id", flat=True).first() == digest
    assert Activity.across_accounts.count() == 2


def test_a_changed_file_is_another_file(folder: Path) -> None:
    write_file(folder / "a.gpx", gpx_ride())
    sweep()
    write_file(folder / "a.gpx", gpx_ride(morning_of(3)), age_s=600)
    sweep()
    assert Activity.across_accounts.get().started_at == morning_of(3)
    assert sorted(SourceFile.across_accounts.values_list("reason", flat=True), key=str) == [None, "not_in_folder"]


def test_a_touched_file_stays_the_same(folder: Path) -> None:
    write_file(folder / "a.gpx", gpx_ride())
    sweep()
    before = SourceFile.across_accounts.get().pk
    write_file(folder / "a.gpx", gpx_ride(), age_s=600)
    sweep(times=2)
    assert SourceFile.across_accounts.get().pk == before
    assert Activity.across_accounts.count() == 1


def test_a_file_that_is_being_written_is_read_when_two_sweeps_agree(folder: Path) -> None:
    ride = gpx_ride()
    write_file(folder / "a.gpx", ride[:100], age_s=0)
    sweep()
    write_file(folder / "a.gpx", ride, age_s=0)
    sweep()
    assert SourceFile.across_accounts.count() == 0
    sweep()
    assert states() == {"a.gpx": "read"}


def test_a_file_that_changes_while_it_is_read_waits_for_the_next_sweep(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_file(folder / "a.gpx", gpx_ride())
    monkeypatch.setattr("activities.services.take_in_folder_files.is_unchanged", lambda *_: False)
    sweep()
    assert SourceFile.across_accounts.count() == 0
    monkeypatch.undo()


def test_two_paths_with_the_same_bytes_are_one_file(folder: Path) -> None:
    write_file(folder / "a.gpx", gpx_ride())
    write_file(folder / "b.gpx", gpx_ride())
    sweep()
    assert SourceFile.across_accounts.count() == 1
    (folder / "a.gpx").unlink()
    sweep(times=2)
    assert Activity.across_accounts.count() == 1


def test_a_packed_file_is_the_same_as_the_unpacked_one_and_is_downloaded_as_it_is(
    folder: Path, alice: Account, alice_client: Client
) -> None:
    packed = gzip.compress(gpx_ride(), mtime=1)
    write_file(folder / "a.gpx.gz", packed)
    sweep()
    write_file(folder / "b.gpx", gpx_ride())
    sweep()
    file = SourceFile.across_accounts.get()
    response = alice_client.get(f"/files/{file.pk}/original/")
    assert response.headers["Content-Disposition"] == 'attachment; filename="a.gpx.gz"'
    assert b"".join(response) == packed
    assert stored_files(alice) == []


def test_an_archive_in_the_folder_is_refused_in_a_sentence(folder: Path, alice_client: Client) -> None:
    write_file(folder / "all.zip", b"PK\x03\x04 and so on")
    sweep()
    assert "archives in your folder are not read" in get_text(alice_client, f"/files/{file_id('all.zip')}/")


def test_the_original_is_streamed_from_the_folder(folder: Path, alice_client: Client) -> None:
    write_file(folder / "deep" / "a.gpx", gpx_ride())
    sweep()
    address = f"/files/{file_id('a.gpx')}/"
    assert "In your folder as deep/a.gpx" in get_text(alice_client, address)
    assert b"".join(alice_client.get(f"{address}original/")) == gpx_ride()


@pytest.mark.parametrize("fault", ["changed", "gone", "a link", "a link on the way"])
def test_an_original_that_is_no_longer_there_is_not_found(
    folder: Path, alice_client: Client, tmp_path: Path, fault: str
) -> None:
    path = folder / "deep" / "a.gpx"
    write_file(path, gpx_ride())
    sweep()
    status = path.stat()
    if fault == "changed":
        path.write_bytes(b"x" * status.st_size)
    elif fault == "a link on the way":
        path.parent.rename(tmp_path / "outside")
        path.parent.symlink_to(tmp_path / "outside")
    else:
        path.rename(tmp_path / "outside.gpx")
        if fault == "a link":
            path.symlink_to(tmp_path / "outside.gpx")
    assert alice_client.get(f"/files/{file_id('a.gpx')}/original/").status_code == 404


def test_links_are_not_followed(folder: Path, tmp_path: Path) -> None:
    write_file(tmp_path / "outside" / "a.gpx", gpx_ride())
    (folder / "link").symlink_to(tmp_path / "outside")
    (folder / "b.gpx").symlink_to(tmp_path / "outside" / "a.gpx")
    os.mkfifo(folder / "pipe.gpx")
    sweep(times=2)
    assert SourceFile.across_accounts.count() == 0


def test_other_files_and_hidden_ones_are_left_alone(folder: Path) -> None:
    write_file(folder / "photo.jpg", b"x")
    write_file(folder / ".a.gpx.part.gpx", gpx_ride())
    write_file(folder / ".trash" / "a.gpx", gpx_ride())
    sweep()
    assert FolderFile.across_accounts.count() == 0


def test_a_deleted_file_stays_in_the_folder_and_is_read_again_only_on_a_click(
    folder: Path, alice_client: Client
) -> None:
    write_file(folder / "a.gpx", gpx_ride())
    sweep()
    address = f"/files/{file_id('a.gpx')}/delete/"
    assert "stays and is not read again" in get_text(alice_client, address)
    alice_client.post(address)
    (folder / "a.gpx").rename(folder / "b.gpx")
    for _ in range(3):
        sweep()
    assert (SourceFile.across_accounts.count(), (folder / "b.gpx").read_bytes()) == (0, gpx_ride())
    assert "1 file in your folder is not read, because you deleted it here." in get_text(alice_client)
    alice_client.post("/files/folder/restore/")
    sweep()
    assert states() == {"b.gpx": "read"}


def test_an_unreadable_folder_inside_keeps_what_was_read_from_it(
    folder: Path, alice_client: Client, make_unreadable: Callable[[Path], None]
) -> None:
    write_file(folder / "deep" / "er" / "a.gpx", gpx_ride())
    write_file(folder / "b.gpx", gpx_ride(morning_of(1)))
    sweep()
    make_unreadable(folder / "deep")
    sweep(times=2)
    assert Activity.across_accounts.count() == 2
    assert "1 file or folder in your folder can’t be read; check the permissions." in get_text(alice_client)


def test_a_folder_that_is_gone_or_empty_changes_nothing(folder: Path, alice_client: Client) -> None:
    write_file(folder / "a.gpx", gpx_ride())
    sweep()
    (folder / "a.gpx").unlink()
    sweep(times=3)
    assert "holds no activity files any more. Nothing was changed here" in get_text(alice_client)
    folder.rmdir()
    sweep(times=3)
    assert "can’t be read. Nothing was changed here" in get_text(alice_client)
    assert Activity.across_accounts.count() == 1


def test_the_folder_is_read_for_the_only_account_or_for_its_owner(
    folder: Path, alice: Account, settings: Settings
) -> None:
    AccountFactory.create(email="demo@example.org", demo_until=timezone.now())
    assert folder_account() == alice
    AccountFactory.create(email="bob@example.org")
    assert folder_account() is None
    settings.ACTIVITIES_OWNER = "Alice@example.org"
    assert folder_account() == alice
    settings.ACTIVITIES_DIR = None
    assert folder_account() is None


def test_nobody_s_folder_is_not_read(folder: Path, mallory: Account) -> None:
    write_file(folder / "a.gpx", gpx_ride())
    sweep()
    assert FolderFile.across_accounts.count() == 0
    with owner_scope(mallory):
        assert not ActivitiesFolder.objects.exists()


def test_a_paused_folder_waits_for_a_click(folder: Path, alice: Account, alice_client: Client) -> None:
    sweep()
    ActivitiesFolder.across_accounts.update(is_paused=True)
    write_file(folder / "a.gpx", gpx_ride())
    sweep()
    assert SourceFile.across_accounts.count() == 0
    assert "Paused." in get_text(alice_client)
    alice_client.post("/files/folder/sync/")
    sweep()
    assert states() == {"a.gpx": "read"}


def test_erasing_the_account_leaves_the_folder(folder: Path) -> None:
    write_rides(folder, 5)
    sweep()
    before = take_picture(folder)
    register_install(adopt=True)
    call_command("erase", "--yes", stdout=StringIO())
    assert not Account.objects.exists()
    assert (FolderFile.across_accounts.count(), take_picture(folder)) == (0, before)
