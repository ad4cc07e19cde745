"""The API: paging, scopes, what payloads carry, changes, errors."""

import json
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import requests

from providers.sandbox.sentinels import SENTINELS
from tests.sandbox.application import granted
from tests.sandbox.test_tokens import problem
from tests.waiting import TIMEOUT_S


@pytest.fixture
def code(sandbox):
    return sandbox.database.athletes.create("year", 230)


@pytest.fixture
def application(sandbox, code):
    return granted(sandbox, code)


def test_pages_go_newest_first_and_end_at_an_empty_one(application):
    pages = [application.get(f"/athlete/activities?per_page=100&page={page}") for page in (1, 2, 3, 4)]
    assert [len(page) for page in pages] == [100, 100, 30, 0]
    starts = [record["start_date"] for page in pages for record in page]
    assert starts == sorted(starts, reverse=True)
    assert len({record["id"] for page in pages for record in page}) == 230


def test_a_page_has_30_and_at_most_200(application):
    assert len(application.get("/athlete/activities")) == 30
    assert len(application.get("/athlete/activities?per_page=500")) == 200


def test_before_and_after_are_starts(application):
    tenth = application.get("/athlete/activities")[9]
    at = int(datetime.fromisoformat(tenth["start_date"]).timestamp())
    newer = application.get(f"/athlete/activities?after={at}")
    older = application.get(f"/athlete/activities?before={at}&per_page=200")
    assert len(newer) == 9
    assert len(older) == 200
    assert older[0]["start_date"] < tenth["start_date"] < newer[-1]["start_date"]
    assert application.call("GET", "/athlete/activities?page=x").status_code == 400


def test_times_are_stravas_with_a_wall_clock_that_says_z(application):
    offsets = set()
    for record in application.get("/athlete/activities?per_page=200"):
        zone = record["timezone"].split(") ")[1]
        start = datetime.fromisoformat(record["start_date"]).astimezone(ZoneInfo(zone))
        assert record["start_date_local"] == f"{start:%Y-%m-%dT%H:%M:%SZ}"
        assert record["utc_offset"] == start.utcoffset().total_seconds()
        offsets.add((record["timezone"], record["utc_offset"]))
    assert ("(GMT+01:00) Europe/Vienna", 7200.0) in offsets
    assert any(zone.endswith("Europe/Lisbon") for zone, _ in offsets)


def test_every_payload_carries_what_an_application_must_drop(sandbox, application):
    listed = application.get("/athlete/activities")
    detail = application.get(f"/activities/{listed[0]['id']}")
    for payload in (*listed, detail):
        assert [planted for planted in SENTINELS if planted not in json.dumps(payload)] == []
    log = "".join(
        call.answer
        for call in sandbox.database.calls.for_athlete(sandbox.database.activities.get(detail["id"]).athlete)
    )
    assert all(planted in log for planted in SENTINELS)


def test_what_only_the_athlete_sees_needs_its_scope(sandbox, code, application):
    hidden = application.get("/athlete/activities")[0]["id"]
    sandbox.database.activities.update(hidden, only_me=True)
    assert application.get(f"/activities/{hidden}")["visibility"] == "only_me"
    less = granted(sandbox, code, "read,activity:read,activity:write")
    assert hidden not in [record["id"] for record in less.get("/athlete/activities")]
    assert less.call("GET", f"/activities/{hidden}").status_code == 404
    assert less.call("PUT", f"/activities/{hidden}", json={"name": "New"}).status_code == 404


def test_without_the_scope_reading_is_refused_by_name(sandbox, code):
    bare = granted(sandbox, code, "read")
    for path in ("/athlete/activities", "/activities/1"):
        missing = (401, "Authorization Error", "AccessToken", "activity:read_permission", "missing")
        assert problem(bare.call("GET", path)) == missing


def test_gear_is_told_with_its_scope_and_retired_gear_only_by_its_id(sandbox, code, application):
    athlete = application.get("/athlete")
    assert [len(athlete["bikes"]), len(athlete["shoes"])] == [2, 2]
    [retired] = [owned for owned in sandbox.database.athletes.gear(code) if owned.fixture.is_retired]
    assert retired.id not in json.dumps(athlete)
    assert application.get(f"/gear/{retired.id}")["retired"] is True
    assert "bikes" not in granted(sandbox, code, "read,activity:read").get("/athlete")
    assert problem(application.call("GET", "/gear/b1")) == (404, "Record Not Found", "Gear", "id", "not found")


def test_a_rename_is_answered_with_the_detail_and_remembered(sandbox, code, application):
    before = application.get("/athlete/activities")[0]
    answer = application.call("PUT", f"/activities/{before['id']}", json={"name": "Neu ☕"})
    assert answer.status_code == 200
    assert answer.json()["name"] == "Neu ☕"
    assert answer.json()["gear"]["id"] == before["gear_id"] if before["gear_id"] else True
    assert application.get("/athlete/activities")[0]["name"] == "Neu ☕"
    [rename] = sandbox.database.activities.renames(before["id"])
    assert (rename.before, rename.after, rename.by) == (before["name"], "Neu ☕", "application")
    assert sandbox.database.calls.counts(code).writes == 1


def test_other_fields_change_too(application):
    number = application.get("/athlete/activities")[0]["id"]
    changed = application.call("PUT", f"/activities/{number}", json={"gear_id": "none", "sport_type": "Walk"}).json()
    assert (changed["gear_id"], changed["gear"], changed["sport_type"]) == (None, None, "Walk")
    assert application.call("PUT", f"/activities/{number}", json={"gear_id": "b1"}).status_code == 400
    assert application.call("PUT", f"/activities/{number}", data="name=x").status_code == 400


def test_without_the_write_scope_a_rename_finds_nothing(sandbox, code):
    reader = granted(sandbox, code, "read,activity:read_all")
    activity = reader.get("/athlete/activities")[0]
    answer = reader.call("PUT", f"/activities/{activity['id']}", json={"name": "New"})
    assert problem(answer) == (404, "Resource Not Found", "Activity", "", "not found")
    assert reader.get(f"/activities/{activity['id']}")["name"] == activity["name"]


def test_anothers_activity_is_not_there(sandbox, application):
    stranger = granted(sandbox, sandbox.database.athletes.create("small"))
    theirs = stranger.get("/athlete/activities")[0]["id"]
    nothing = (404, "Resource Not Found", "Activity", "", "not found")
    assert problem(application.call("GET", f"/activities/{theirs}")) == nothing
    assert problem(application.call("PUT", f"/activities/{theirs}", json={"name": "Mine"})) == nothing
    absent = application.call("GET", "/activities/99")
    assert problem(absent) == (404, "Record Not Found", "Activity", "id", "not found")


def test_unknown_paths_and_tokens_are_told_apart(sandbox, application):
    path = application.call("GET", "/nothing")
    assert problem(path) == (404, "Record Not Found", "resource", "path", "invalid")
    unsigned = requests.get(f"{sandbox.url}/api/v3/athlete", timeout=TIMEOUT_S)
    assert problem(unsigned)[2:] == (
        "Application",
        "",
        "invalid",
    )
    application.tokens["access_token"] = "0" * 40
    assert problem(application.call("GET", "/athlete"))[2:] == ("Athlete", "access_token", "invalid")
