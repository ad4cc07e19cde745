"""A self-hosted install survives that its disk is full to the last byte."""

import errno
from contextlib import closing, suppress
from pathlib import Path

import pytest

from tests.commands.machine import Machine
from tests.commands.running_install import run_install
from tests.file_stores import SmallDisk
from tests.files_pages.uploads import gpx_ride, morning_of
from tests.journey.form_client import FormClient
from tests.waiting import wait_until

pytestmark = [pytest.mark.slow, pytest.mark.own_servers]


def fill_disk(path: Path) -> None:
    """Fills the disk of a file to the last byte."""
    with path.open("wb", buffering=0) as ballast:
        for size in (1 << 20, 1 << 12, 1):
            with suppress(OSError):
                while ballast.write(b"x" * size):
                    pass
        with pytest.raises(OSError, match=str(errno.ENOSPC)):
            ballast.write(b"x")


def test_a_full_disk_stores_nothing_and_everything_works_again_afterwards(
    small_disk: SmallDisk, released_machine: Machine
) -> None:
    small_disk.grow("64m")
    machine = released_machine.with_data_copied_to(small_disk.path / "data")
    with run_install(machine.data) as install, closing(FormClient(install)) as client:
        client.upload(("first.gpx", gpx_ride()))
        wait_until(lambda: "New workout" in client.text())
        fill_disk(small_disk.path / "ballast")
        for _ in range(3):
            response = client.upload(("second.gpx", gpx_ride(morning_of(1))))
            assert response.status_code == 507
            assert "There is no space left for files. None of these files were saved." in response.text
        assert set(client.files()) == {"first.gpx"}
        assert client.get(client.files()["first.gpx"] + "original/").content == gpx_ride()
        (small_disk.path / "ballast").unlink()
        assert client.upload(("second.gpx", gpx_ride(morning_of(1)))).status_code == 200
        wait_until(lambda: client.text().count("New workout") == 2)
        assert len(list((install.data / "files").glob("*/*"))) == 2
