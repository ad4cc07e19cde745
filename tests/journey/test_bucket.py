"""The main job with files in a bucket, through real processes: sent, read, downloaded, deleted."""

import gzip
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from providers.sandbox.writers import fit
from tests.commands.running import Running, running
from tests.files_pages.sent import day, ride, zipped
from tests.journey.person import PASSWORD, Person
from tests.storage_faults import Weather
from tests.stores import KEY, REGION, SECRET, keys
from tests.worker import wait_for

pytestmark = [pytest.mark.slow, pytest.mark.own_servers]


@pytest.fixture
def way(s3: str) -> Iterator[Weather]:
    """The way to the bucket."""
    with closing(Weather(s3)) as way:
        yield way


@pytest.fixture
def up(tmp_path: Path, way: Weather, bucket: str) -> Iterator[Running]:
    """A tracekit with its files in the bucket."""
    named = {"FILES_BUCKET": bucket, "FILES_ENDPOINT": way.endpoint, "FILES_REGION": REGION}
    with running(tmp_path / "data", **named, FILES_KEY=KEY, FILES_SECRET=SECRET) as started:
        yield started


def of_athletes(s3: str, bucket: str) -> set[str]:
    """What lies in folders of accounts."""
    return {key for key in keys(s3, bucket) if "/" in key}


def test_files_go_into_the_bucket_and_out_of_it(up: Running, way: Weather, s3: str, bucket: str) -> None:
    sent = {
        "ride.fit": fit.hour_ride(),
        "tuesday.gpx": ride(day(9)),
        "packed.gpx": ride(day(10)),
        "in.gpx": ride(day(11)),
    }
    with closing(Person(up)) as mara:
        mara.send(
            ("ride.fit", sent["ride.fit"]),
            ("tuesday.gpx", sent["tuesday.gpx"]),
            ("packed.gpx.gz", gzip.compress(sent["packed.gpx"])),
            ("all.zip", zipped(("in.gpx", sent["in.gpx"]))),
        )
        wait_for(lambda: mara.words().count("New workout") == 4)
        assert len(of_athletes(s3, bucket)) == 4
        assert len({key.partition("/")[0] for key in of_athletes(s3, bucket)}) == 1
        assert not (up.data / "files").exists()
        for name, path in mara.files().items():
            assert mara.get(path + "original/").content == sent[name.removesuffix(".gz")]
            assert mara.post(path + "delete/").status_code == 200
        assert mara.files() == {}
        assert of_athletes(s3, bucket) == set()


def test_a_bucket_that_fails_is_said_and_everything_goes_on_afterwards(
    up: Running, way: Weather, s3: str, bucket: str
) -> None:
    with closing(Person(up)) as mara:
        way.turn_bad(500)
        answer = mara.send(("ride.gpx", ride()))
        assert answer.status_code == 503
        assert "The store of files does not answer. Nothing of this parcel was kept. Send it again." in answer.text
        way.clear()
        mara.send(("ride.gpx", ride()))
        wait_for(lambda: "New workout" in mara.words())
        way.turn_bad(500)
        assert mara.get(mara.files()["ride.gpx"] + "original/").status_code == 503
        way.clear()
        assert len(of_athletes(s3, bucket)) == 1
        mara.post("/settings/danger/", current_password=PASSWORD)
        assert of_athletes(s3, bucket) == set()
