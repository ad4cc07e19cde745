"""The sandbox's files hold what its API returns, as tracekit's parsers read them."""

import io
import zipfile

import pytest
import requests

from activities.parsers.inspect import inspect_file
from activities.parsers.process import ParserProcess
from tests.sandbox.application import grant_access
from tests.waiting import TIMEOUT_S

KINDS = ("fit", "gpx", "tcx")


@pytest.fixture(scope="module")
def parser():
    with ParserProcess() as parser:
        yield parser


def test_each_kind_of_file_agrees_with_the_api(sandbox, tmp_path, parser):
    athlete_code = sandbox.database.athletes.create("year")
    checked = set()
    for payload in grant_access(sandbox, athlete_code).get("/athlete/activities?per_page=40"):
        for kind in KINDS:
            response = requests.get(
                f"{sandbox.url}/athletes/{athlete_code}/files/{payload['id']}.{kind}", timeout=TIMEOUT_S
            )
            if response.status_code == 404:
                assert kind == "gpx"
                continue
            path = tmp_path / f"{payload['id']}.{kind}"
            path.write_bytes(response.content)
            [record] = inspect_file(str(path), parser).activities
            assert f"{record.started_at:%Y-%m-%dT%H:%M:%SZ}" == payload["start_date"]
            assert record.elapsed_s == payload["elapsed_time"]
            assert (record.distance_m or 0) == pytest.approx(payload["distance"], rel=0.005)
            assert len(response.content) < {"fit": 8000}.get(kind, 25_000)
            if kind != "tcx" and record.elevation_gain_m is not None:
                assert record.elevation_gain_m == pytest.approx(payload["total_elevation_gain"], rel=0.1, abs=50)
            if "average_heartrate" in payload:
                assert record.average_hr_bpm == pytest.approx(payload["average_heartrate"], abs=2)
            checked.add((kind, payload["sport_type"]))
    assert {("fit", "Ride"), ("gpx", "Ride"), ("tcx", "Ride"), ("fit", "Run")} <= checked


def test_gpx_files_have_other_names_than_the_api_and_fit_files_have_none(sandbox, tmp_path, parser):
    athlete_code = sandbox.database.athletes.create("small")
    archive = requests.get(f"{sandbox.url}/athletes/{athlete_code}/files.zip", timeout=TIMEOUT_S)
    assert archive.headers["Content-Disposition"] == 'attachment; filename="files.zip"'
    (tmp_path / "files.zip").write_bytes(archive.content)
    inspection = inspect_file(str(tmp_path / "files.zip"), parser)
    assert inspection.is_complete
    names = {
        payload["start_date"]: payload["name"]
        for payload in grant_access(sandbox, athlete_code).get("/athlete/activities")
    }
    renamed = [
        record
        for record in inspection.activities
        if record.name and record.name != names[f"{record.started_at:%Y-%m-%dT%H:%M:%SZ}"]
    ]
    assert len(renamed) >= 3
    activity = sandbox.database.activities.for_athlete(athlete_code)[0]
    data = requests.get(f"{sandbox.url}/athletes/{athlete_code}/files/{activity.id}.fit", timeout=TIMEOUT_S).content
    assert parser.parse(data).records[0].name is None


def test_the_archive_of_an_athlete_holds_each_of_its_files(sandbox):
    athlete_code = sandbox.database.athletes.create("demo")
    archive = requests.get(f"{sandbox.url}/athletes/{athlete_code}/files.zip", timeout=TIMEOUT_S).content
    with zipfile.ZipFile(io.BytesIO(archive)) as packed:
        files = sandbox.database.athletes.files(athlete_code)
        assert [name.rpartition(".")[2] for name in packed.namelist()] == [file.kind for file in files]
        assert packed.testzip() is None


def test_an_activity_entered_by_hand_has_no_file(sandbox):
    athlete_code = sandbox.database.athletes.create("demo")
    [manual] = [
        activity for activity in sandbox.database.activities.for_athlete(athlete_code) if activity.fixture.manual
    ]
    for kind in KINDS:
        url = f"{sandbox.url}/athletes/{athlete_code}/files/{manual.id}.{kind}"
        assert requests.get(url, timeout=TIMEOUT_S).status_code == 404
