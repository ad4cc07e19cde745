import gzip
import io
import json
import os
import zipfile

import pytest

from activities.parsers.inspect import inspect_file
from activities.parsers.process import ParserProcess
from providers.sandbox.writers import fit, gpx

RIDE = fit.fit(fit.file_id(), fit.session())


@pytest.fixture(scope="module")
def parser():
    with ParserProcess() as parser:
        yield parser


@pytest.fixture
def file(tmp_path):
    """Returns a function that writes bytes to a file and returns its path."""

    def write(name, data):
        path = tmp_path / name
        path.write_bytes(data)
        return str(path)

    return write


def test_a_file_shows_what_would_be_stored(file, parser):
    path = file("ride.gpx", RIDE)
    line = inspect_file(path, parser).as_json()

    assert set(line) == {"file", "ok", "error", "activities"}
    assert (line["file"], line["ok"], line["error"]) == (path, True, None)
    assert line["activities"][0]["distance_m"] == 25_000
    assert json.loads(json.dumps(line)) == line


def test_a_packed_file_shows_the_same(file, parser):
    plain, packed = inspect_file(file("a", RIDE), parser), inspect_file(file("b", gzip.compress(RIDE)), parser)

    assert plain.activities == packed.activities


def test_an_archive_is_one_inspection_of_all_its_files(file, parser):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in (("a.fit", RIDE), ("b.txt", b"a,b\nc,d"), ("d.jpg", b""), ("c.gpx", gpx.hour_ride())):
            archive.writestr(name, data)
    inspection = inspect_file(file("all.zip", buffer.getvalue()), parser)

    assert len(inspection.activities) == 2
    assert inspection.has_activities
    assert not inspection.is_complete
    assert inspection.as_json()["error"].startswith("b.txt: This is not a FIT, GPX or TCX file but a CSV table.")
    assert inspection.notes == ["Skipped because their names are those of pictures or tables: 1 files."]


def test_notes_are_sentences(file, parser):
    assert "checksum" in inspect_file(file("a", fit.fit(fit.file_id(), fit.session(), crc=1)), parser).notes[0]


def test_a_refused_file_says_why(file, parser):
    line = inspect_file(file("a.fit", b"<kml/>"), parser).as_json()

    assert (line["ok"], line["activities"]) == (False, [])
    assert "KML" in line["error"]


@pytest.mark.parametrize("path", ["no such file", "nul\0inside", "."])
def test_a_path_without_a_file_has_an_error_message(path, parser):
    line = inspect_file(path, parser).as_json()

    assert (line["file"], line["ok"]) == (path, False)
    assert line["error"].endswith(".")


def test_a_pipe_is_not_waited_for(tmp_path, parser):
    os.mkfifo(tmp_path / "pipe")

    assert not inspect_file(str(tmp_path / "pipe"), parser).has_activities


def test_a_file_that_is_too_large_is_refused_by_its_size(tmp_path, parser):
    path = tmp_path / "large.gpx"
    with path.open("wb") as sparse:
        sparse.truncate(10 << 40)

    assert "larger than 64 MB" in inspect_file(str(path), parser).errors[0]
