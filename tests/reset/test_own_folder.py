"""A reset never touches the athlete's own folder, and the folder waits until it is synced."""

from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client

from activities.models import Activity, FolderFile, SourceFile
from tests.accounts.clients import reauthenticate
from tests.files_pages.uploads import get_text
from tests.folder.conftest import folder, make_unreadable
from tests.folder.own_folder import sweep, take_picture, write_rides
from tests.run_jobs import run_jobs

__all__ = ["folder", "make_unreadable"]

pytestmark = pytest.mark.postgres

FORMS = [[], ["--all"], ["--month", "2023-05"], ["--provider", "file"]]


@pytest.mark.parametrize("arguments", FORMS)
def test_the_folder_stays_as_it_is(folder: Path, arguments: list[str]) -> None:
    write_rides(folder, 12)
    sweep()
    before = take_picture(folder)
    call_command("reset", "--yes", *arguments, stdout=StringIO())
    sweep(times=2)
    assert take_picture(folder) == before
    assert SourceFile.across_accounts.count() == 0


def test_a_paused_folder_is_read_again_when_it_is_synced(folder: Path, alice_client: Client) -> None:
    write_rides(folder, 5)
    sweep()
    call_command("reset", "--yes", stdout=StringIO())
    assert "Paused. The files in your folder are read again when you sync it." in get_text(alice_client)
    alice_client.post("/files/folder/sync/")
    run_jobs()
    assert Activity.across_accounts.count() == 5


def test_files_that_were_deleted_here_stay_unread(folder: Path, alice_client: Client) -> None:
    write_rides(folder, 3)
    sweep()
    alice_client.post(f"/files/{SourceFile.across_accounts.order_by('name').values_list('pk', flat=True)[0]}/delete/")
    call_command("reset", "--yes", stdout=StringIO())
    alice_client.post("/files/folder/sync/")
    run_jobs()
    assert (Activity.across_accounts.count(), FolderFile.across_accounts.count()) == (2, 3)


def test_a_month_of_the_folder_is_read_again_on_a_click(folder: Path, alice_client: Client) -> None:
    write_rides(folder, 3)
    sweep()
    call_command("reset", "--yes", "--provider", "file", stdout=StringIO())
    assert "3 files in your folder are not read, because you deleted them here." in get_text(alice_client)
    alice_client.post("/files/folder/restore/")
    run_jobs()
    assert Activity.across_accounts.count() == 3


@pytest.mark.slow
@pytest.mark.once
def test_a_folder_of_a_thousand_files_is_byte_identical_after_everything(
    folder: Path, alice_client: Client, make_unreadable: Callable[[Path], None]
) -> None:
    paths = write_rides(folder, 1000)
    sweep()
    assert Activity.across_accounts.count() == 1000
    paths[0].rename(folder / "renamed.fit")
    paths[1].unlink()
    make_unreadable(folder / "6")
    before = take_picture(folder)
    sweep(times=3)
    assert Activity.across_accounts.count() == 999
    assert SourceFile.across_accounts.filter(name="renamed.fit", state="read").exists()
    assert SourceFile.across_accounts.get(name=paths[1].name).reason == "not_in_folder"
    reauthenticate(alice_client)
    alice_client.post("/settings/start-over/?selection=part&month=2024-07", {"is_confirmed": "on"})
    run_jobs(max_steps=5000)
    for arguments in (["--provider", "file"], [], ["--all"]):
        call_command("reset", "--yes", *arguments, stdout=StringIO())
    assert Activity.across_accounts.count() == 0
    assert take_picture(folder) == before
