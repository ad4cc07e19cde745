"""The files to download are read by tracekit's readers as what the API tells of them."""

import io
import zipfile

import pytest
import requests

from activities.parsers.inspect import inspect_file
from activities.parsers.process import ParserProcess
from tests.sandbox.application import granted
from tests.waiting import TIMEOUT_S

KINDS = ("fit", "gpx", "tcx")


@pytest.fixture(scope="module")
def parser():
    with ParserProcess() as parser:
        yield parser


def test_each_kind_of_file_tells_what_the_api_tells(sandbox, tmp_path, parser):
    code = sandbox.database.athletes.create("year")
    seen = set()
    for payload in granted(sandbox, code).get("/athlete/activities?per_page=40"):
        for kind in KINDS:
            answer = requests.get(f"{sandbox.url}/athletes/{code}/files/{payload['id']}.{kind}", timeout=TIMEOUT_S)
            if answer.status_code == 404:
                assert kind == "gpx"
                continue
            path = tmp_path / f"{payload['id']}.{kind}"
            path.write_bytes(answer.content)
            [record] = inspect_file(str(path), parser).activities
            assert f"{record.started_at:%Y-%m-%dT%H:%M:%SZ}" == payload["start_date"]
            assert record.elapsed_s == payload["elapsed_time"]
            assert (record.distance_m or 0) == pytest.approx(payload["distance"], rel=0.005)
            assert len(answer.content) < {"fit": 8000}.get(kind, 25_000)
            if kind != "tcx" and record.elevation_gain_m is not None:
                assert record.elevation_gain_m == pytest.approx(payload["total_elevation_gain"], rel=0.1, abs=50)
            if "average_heartrate" in payload:
                assert record.average_hr_bpm == pytest.approx(payload["average_heartrate"], abs=2)
            seen.add((kind, payload["sport_type"]))
    assert {("fit", "Ride"), ("gpx", "Ride"), ("tcx", "Ride"), ("fit", "Run")} <= seen


def test_a_gpx_has_a_name_of_its_own_and_a_fit_has_none(sandbox, tmp_path, parser):
    code = sandbox.database.athletes.create("small")
    archive = requests.get(f"{sandbox.url}/athletes/{code}/files.zip", timeout=TIMEOUT_S)
    assert archive.headers["Content-Disposition"] == 'attachment; filename="files.zip"'
    (tmp_path / "files.zip").write_bytes(archive.content)
    found = inspect_file(str(tmp_path / "files.zip"), parser)
    assert found.is_complete
    names = {payload["start_date"]: payload["name"] for payload in granted(sandbox, code).get("/athlete/activities")}
    differ = [
        record
        for record in found.activities
        if record.name and record.name != names[f"{record.started_at:%Y-%m-%dT%H:%M:%SZ}"]
    ]
    assert len(differ) >= 3
    activity = sandbox.database.activities.for_athlete(code)[0]
    data = requests.get(f"{sandbox.url}/athletes/{code}/files/{activity.id}.fit", timeout=TIMEOUT_S).content
    assert parser.parse(data).records[0].name is None


def test_the_zip_of_the_demo_holds_each_file_that_was_kept(sandbox):
    code = sandbox.database.athletes.create("demo")
    archive = requests.get(f"{sandbox.url}/athletes/{code}/files.zip", timeout=TIMEOUT_S).content
    with zipfile.ZipFile(io.BytesIO(archive)) as packed:
        kept = sandbox.database.athletes.files(code)
        assert [name.rpartition(".")[2] for name in packed.namelist()] == [each.kind for each in kept]
        assert packed.testzip() is None


def test_what_was_typed_in_has_no_file(sandbox):
    code = sandbox.database.athletes.create("demo")
    [typed] = [activity for activity in sandbox.database.activities.for_athlete(code) if activity.fixture.manual]
    for kind in KINDS:
        assert (
            requests.get(f"{sandbox.url}/athletes/{code}/files/{typed.id}.{kind}", timeout=TIMEOUT_S).status_code == 404
        )
