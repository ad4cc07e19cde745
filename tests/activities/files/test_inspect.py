import gzip
import io
import json
import os
import zipfile

import pytest

from activities.parsers.inspect import inspect
from activities.parsers.process import ParserProcess
from providers.sandbox.writers import fit, gpx

RIDE = fit.fit(fit.file_id(), fit.session())


@pytest.fixture(scope="module")
def reader():
    with ParserProcess() as reader:
        yield reader


@pytest.fixture
def file(tmp_path):
    """Writes bytes to a path and gives it back."""

    def write(name, data):
        path = tmp_path / name
        path.write_bytes(data)
        return str(path)

    return write


def test_a_file_shows_what_would_be_stored(file, reader):
    path = file("ride.gpx", RIDE)
    line = inspect(path, reader).as_json()

    assert set(line) == {"file", "ok", "error", "activities"}
    assert (line["file"], line["ok"], line["error"]) == (path, True, None)
    assert line["activities"][0]["distance_m"] == 25_000
    assert json.loads(json.dumps(line)) == line


def test_a_packed_file_shows_the_same(file, reader):
    plain, packed = inspect(file("a", RIDE), reader), inspect(file("b", gzip.compress(RIDE)), reader)

    assert plain.activities == packed.activities


def test_an_archive_is_one_line_of_all_its_files(file, reader):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in (("a.fit", RIDE), ("b.csv", b"a,b\nc,d"), ("c.gpx", gpx.hour())):
            archive.writestr(name, data)
    found = inspect(file("all.zip", buffer.getvalue()), reader)

    assert len(found.activities) == 2
    assert found.ok
    assert not found.is_whole
    assert found.as_json()["error"].startswith("b.csv: This is not a FIT, GPX or TCX file but a CSV table.")


def test_notes_are_sentences(file, reader):
    assert "checksum" in inspect(file("a", fit.fit(fit.file_id(), fit.session(), crc=1)), reader).notes[0]


def test_a_refused_file_says_why(file, reader):
    line = inspect(file("a.fit", b"<kml/>"), reader).as_json()

    assert (line["ok"], line["activities"]) == (False, [])
    assert "KML" in line["error"]


@pytest.mark.parametrize("path", ["no such file", "nul\0inside", "."])
def test_a_path_without_a_file_has_a_sentence(path, reader):
    line = inspect(path, reader).as_json()

    assert (line["file"], line["ok"]) == (path, False)
    assert line["error"].endswith(".")


def test_a_pipe_is_not_waited_for(tmp_path, reader):
    os.mkfifo(tmp_path / "pipe")

    assert not inspect(str(tmp_path / "pipe"), reader).ok


def test_a_file_too_large_is_refused_by_its_size(tmp_path, reader):
    path = tmp_path / "large.gpx"
    with path.open("wb") as sparse:
        sparse.truncate(10 << 40)

    assert "larger than 64 MB" in inspect(str(path), reader).errors[0]
