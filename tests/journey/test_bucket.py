"""The main job with files in a bucket, through real processes: sent, read, downloaded, deleted."""

import gzip
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from providers.sandbox.writers import fit
from tests.commands.running_install import RunningInstall, run_install
from tests.faulty_proxy import FaultyProxy
from tests.file_stores import ACCESS_KEY, REGION, SECRET_KEY, list_keys
from tests.files_pages.sent import day, ride, zipped
from tests.journey.form_client import PASSWORD, FormClient
from tests.waiting import wait_until

pytestmark = [pytest.mark.slow, pytest.mark.own_servers]


@pytest.fixture
def proxy(s3: str) -> Iterator[FaultyProxy]:
    """The way to the bucket."""
    with closing(FaultyProxy(s3)) as faulty_proxy:
        yield faulty_proxy


@pytest.fixture
def up(tmp_path: Path, proxy: FaultyProxy, bucket: str) -> Iterator[RunningInstall]:
    """A tracekit with its files in the bucket."""
    named = {"FILES_BUCKET": bucket, "FILES_ENDPOINT": proxy.endpoint, "FILES_REGION": REGION}
    with run_install(tmp_path / "data", **named, FILES_KEY=ACCESS_KEY, FILES_SECRET=SECRET_KEY) as started:
        yield started


def of_athletes(s3: str, bucket: str) -> set[str]:
    """What lies in folders of accounts."""
    return {key for key in list_keys(s3, bucket) if "/" in key}


def test_files_go_into_the_bucket_and_out_of_it(up: RunningInstall, proxy: FaultyProxy, s3: str, bucket: str) -> None:
    sent = {
        "ride.fit": fit.hour_ride(),
        "tuesday.gpx": ride(day(9)),
        "packed.gpx": ride(day(10)),
        "in.gpx": ride(day(11)),
    }
    with closing(FormClient(up)) as mara:
        mara.send(
            ("ride.fit", sent["ride.fit"]),
            ("tuesday.gpx", sent["tuesday.gpx"]),
            ("packed.gpx.gz", gzip.compress(sent["packed.gpx"])),
            ("all.zip", zipped(("in.gpx", sent["in.gpx"]))),
        )
        wait_until(lambda: mara.words().count("New workout") == 4)
        assert len(of_athletes(s3, bucket)) == 4
        assert len({key.partition("/")[0] for key in of_athletes(s3, bucket)}) == 1
        assert not (up.data / "files").exists()
        for name, path in mara.files().items():
            assert mara.get(path + "original/").content == sent[name.removesuffix(".gz")]
            assert mara.post(path + "delete/").status_code == 200
        assert mara.files() == {}
        assert of_athletes(s3, bucket) == set()


def test_a_bucket_that_fails_is_said_and_everything_goes_on_afterwards(
    up: RunningInstall, proxy: FaultyProxy, s3: str, bucket: str
) -> None:
    with closing(FormClient(up)) as mara:
        proxy.fail(500)
        answer = mara.send(("ride.gpx", ride()))
        assert answer.status_code == 503
        assert "The store of files does not answer. Nothing of this parcel was kept. Send it again." in answer.text
        proxy.recover()
        mara.send(("ride.gpx", ride()))
        wait_until(lambda: "New workout" in mara.words())
        proxy.fail(500)
        assert mara.get(mara.files()["ride.gpx"] + "original/").status_code == 503
        proxy.recover()
        assert len(of_athletes(s3, bucket)) == 1
        mara.post("/settings/danger/", current_password=PASSWORD)
        assert of_athletes(s3, bucket) == set()
