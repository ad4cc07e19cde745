"""A disk that is full to the last byte, with everything of a self-hosted install on it."""

import errno
from contextlib import closing, suppress
from pathlib import Path

import pytest

from tests.commands.running_install import run_install
from tests.file_stores import SmallDisk
from tests.files_pages.sent import day, ride
from tests.journey.form_client import FormClient
from tests.waiting import wait_until

pytestmark = [pytest.mark.slow, pytest.mark.own_servers]


def fill(path: Path) -> None:
    """Leaves no room on the disk of that file."""
    with path.open("wb", buffering=0) as ballast:
        for piece in (1 << 20, 1 << 12, 1):
            with suppress(OSError):
                while ballast.write(b"x" * piece):
                    pass
        with pytest.raises(OSError, match=str(errno.ENOSPC)):
            ballast.write(b"x")


def test_nothing_is_kept_while_the_disk_is_full_and_all_goes_on_afterwards(small_disk: SmallDisk) -> None:
    small_disk.grow("64m")
    with run_install(small_disk.path / "data") as up, closing(FormClient(up)) as mara:
        mara.send(("first.gpx", ride()))
        wait_until(lambda: "New workout" in mara.words())
        fill(small_disk.path / "ballast")
        for _ in range(3):
            answer = mara.send(("second.gpx", ride(day(1))))
            assert answer.status_code == 507
            assert "There is no room left for files. Nothing of this parcel was kept." in answer.text
        assert set(mara.files()) == {"first.gpx"}
        assert mara.get(mara.files()["first.gpx"] + "original/").content == ride()
        (small_disk.path / "ballast").unlink()
        assert mara.send(("second.gpx", ride(day(1)))).status_code == 200
        wait_until(lambda: mara.words().count("New workout") == 2)
        assert len(list((up.data / "files").glob("*/*"))) == 2
