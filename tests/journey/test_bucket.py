"""Files go into a bucket, are read, downloaded and deleted there by a running install."""

import gzip
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from providers.sandbox.writers import fit
from tests.activities.factories import zip_files
from tests.commands.connection_observer import ConnectionObserver
from tests.commands.running_install import RunningInstall, run_install
from tests.erasure.requests import LINK
from tests.faulty_proxy import FaultyProxy
from tests.file_stores import ACCESS_KEY, REGION, SECRET_KEY, list_keys
from tests.files_pages.uploads import gpx_ride, morning_of
from tests.journey.form_client import EMAIL, PASSWORD, FormClient
from tests.waiting import wait_until

pytestmark = [pytest.mark.slow, pytest.mark.own_servers]


@pytest.fixture
def install(tmp_path: Path, proxy: FaultyProxy, bucket: str) -> Iterator[RunningInstall]:
    """Yields a running install that stores files in the bucket, and contacts nothing else but its own web process."""
    observer = ConnectionObserver(tmp_path / "connections")
    settings = {"FILES_BUCKET": bucket, "FILES_ENDPOINT": proxy.endpoint, "FILES_REGION": REGION}
    keys = {"FILES_KEY": ACCESS_KEY, "FILES_SECRET": SECRET_KEY}
    with run_install(tmp_path / "data", prefix_command=observer.prefix, **settings, **keys) as running_install:
        yield running_install
        observer.verify(urlsplit(address).port for address in (proxy.endpoint, running_install.address))


def account_keys(s3: str, bucket: str) -> set[str]:
    """Returns the keys of all objects in folders of accounts."""
    return {key for key in list_keys(s3, bucket) if "/" in key and not key.startswith(".")}


def test_files_are_stored_in_the_bucket_and_deleted_from_it(install: RunningInstall, s3: str, bucket: str) -> None:
    contents = {
        "ride.fit": fit.hour_ride(),
        "tuesday.gpx": gpx_ride(morning_of(9)),
        "packed.gpx": gpx_ride(morning_of(10)),
        "in.gpx": gpx_ride(morning_of(11)),
    }
    with closing(FormClient(install)) as client:
        client.upload(
            ("ride.fit", contents["ride.fit"]),
            ("tuesday.gpx", contents["tuesday.gpx"]),
            ("packed.gpx.gz", gzip.compress(contents["packed.gpx"])),
            ("all.zip", zip_files({"in.gpx": contents["in.gpx"]})),
        )
        wait_until(lambda: client.text().count("New workout") == 4)
        assert len(account_keys(s3, bucket)) == 4
        assert len({key.partition("/")[0] for key in account_keys(s3, bucket)}) == 1
        assert not (install.data / "files").exists()
        for name, path in client.files().items():
            assert client.get(path + "original/").content == contents[name.removesuffix(".gz")]
            assert client.post(path + "delete/").status_code == 200
        assert client.files() == {}
        assert account_keys(s3, bucket) == set()


def test_a_failing_bucket_is_reported_and_everything_works_again_afterwards(
    install: RunningInstall, proxy: FaultyProxy, s3: str, bucket: str
) -> None:
    with closing(FormClient(install)) as client:
        proxy.fail(500)
        response = client.upload(("ride.gpx", gpx_ride()))
        assert response.status_code == 503
        assert "The file storage isn’t responding. None of these files were saved. Upload them again." in response.text
        proxy.recover()
        client.upload(("ride.gpx", gpx_ride()))
        wait_until(lambda: "New workout" in client.text())
        proxy.fail(500)
        assert client.get(client.files()["ride.gpx"] + "original/").status_code == 503
        proxy.recover()
        assert len(account_keys(s3, bucket)) == 1
        page = client.post("/settings/danger/", email=EMAIL, current_password=PASSWORD).text
        link = LINK.search(page)
        assert link, page
        client.post(link[1])
        wait_until(lambda: "Receipt of an erasure" in client.text(link[1]))
        assert account_keys(s3, bucket) == set()
