"""Tests that `import` without paths reads the activities folder."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django.fixtures import Settings

from accounts.models import Account
from activities.models import ActivitiesFolder, Activity
from tests.factories import AccountFactory
from tests.files_pages.test_import_command import run_import
from tests.files_pages.uploads import gpx_ride, morning_of
from tests.folder.own_folder import take_picture, write_file

pytestmark = pytest.mark.postgres


def test_import_without_paths_reads_what_is_new_and_says_what_is_gone(folder: Path) -> None:
    write_file(folder / "deep" / "a.gpx", gpx_ride(name="Three passes"))
    write_file(folder / "b.gpx", gpx_ride(morning_of(1)))
    before = take_picture(folder)
    lines, status = run_import()
    assert (len(lines), status) == (2, 0)
    assert any(line.startswith("a.gpx: New workout: Three passes, ") for line in lines)
    assert take_picture(folder) == before
    assert run_import() == ([], 0)
    (folder / "b.gpx").unlink()
    run_import()
    lines, status = run_import()
    assert status == 1
    assert lines[0].startswith("b.gpx: This file is no longer in your folder, or was changed there.")
    assert Activity.across_accounts.count() == 1


def test_import_syncs_a_paused_folder(folder: Path, as_alice: Account) -> None:
    ActivitiesFolder.objects.create(is_paused=True)
    write_file(folder / "a.gpx", gpx_ride())
    assert len(run_import()[0]) == 1


def test_import_says_which_files_wait(folder: Path) -> None:
    write_file(folder / "a.gpx", gpx_ride(), age_s=0)
    with pytest.raises(CommandError, match="1 file in your folder will be read once nothing writes to it"):
        run_import()


def test_import_without_paths_needs_a_folder_and_its_owner(folder: Path, settings: Settings) -> None:
    AccountFactory.create(email="bob@example.org")
    with pytest.raises(CommandError, match="Set ACTIVITIES_OWNER to its email address"):
        call_command("import", user="bob@example.org")
    settings.ACTIVITIES_DIR = None
    with pytest.raises(CommandError, match="or set ACTIVITIES_DIR"):
        call_command("import", user="bob@example.org")
