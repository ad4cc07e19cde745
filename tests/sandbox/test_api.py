"""The API pages through activities, keeps to scopes, changes activities, and reports errors as Strava does."""

import json
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import requests

from providers.sandbox.sentinels import SENTINELS
from tests.sandbox.application import grant_access, read_error
from tests.waiting import TIMEOUT_S


@pytest.fixture
def athlete_code(sandbox):
    """Returns the code of an athlete with 230 activities."""
    return sandbox.database.athletes.create("year", 230)


def test_pages_list_newest_activities_first_and_end_with_an_empty_page(application):
    pages = [application.get(f"/athlete/activities?per_page=100&page={page}") for page in (1, 2, 3, 4)]
    assert [len(page) for page in pages] == [100, 100, 30, 0]
    starts = [record["start_date"] for page in pages for record in page]
    assert starts == sorted(starts, reverse=True)
    assert len({record["id"] for page in pages for record in page}) == 230


def test_a_page_has_30_activities_by_default_and_at_most_200(application):
    assert len(application.get("/athlete/activities")) == 30
    assert len(application.get("/athlete/activities?per_page=500")) == 200


def test_before_and_after_filter_by_start(application):
    tenth = application.get("/athlete/activities")[9]
    timestamp = int(datetime.fromisoformat(tenth["start_date"]).timestamp())
    newer = application.get(f"/athlete/activities?after={timestamp}")
    older = application.get(f"/athlete/activities?before={timestamp}&per_page=200")
    assert len(newer) == 9
    assert len(older) == 200
    assert older[0]["start_date"] < tenth["start_date"] < newer[-1]["start_date"]
    assert application.call("GET", "/athlete/activities?page=x").status_code == 400


def test_local_starts_end_in_z_as_at_strava(application):
    offsets = set()
    for record in application.get("/athlete/activities?per_page=200"):
        zone = ZoneInfo(record["timezone"].split(") ")[1])
        start = datetime.fromisoformat(record["start_date"]).astimezone(zone)
        assert record["start_date_local"] == f"{start:%Y-%m-%dT%H:%M:%SZ}"
        assert timedelta(seconds=record["utc_offset"]) == start.utcoffset()
        offsets.add((record["timezone"], record["utc_offset"]))
    assert ("(GMT+01:00) Europe/Vienna", 7200.0) in offsets
    assert any(zone.endswith("Europe/Lisbon") for zone, _ in offsets)


def test_every_payload_holds_sentinels_that_an_application_must_not_store(sandbox, athlete_code, application):
    listed = application.get("/athlete/activities")
    detail = application.get(f"/activities/{listed[0]['id']}")
    for payload in (*listed, detail):
        assert [sentinel for sentinel in SENTINELS if sentinel not in json.dumps(payload)] == []
    log = "".join(call.answer for call in sandbox.database.calls.for_athlete(athlete_code))
    assert all(sentinel in log for sentinel in SENTINELS)


def test_private_activities_need_their_scope(sandbox, athlete_code, application):
    private = application.get("/athlete/activities")[0]["id"]
    sandbox.database.activities.update(private, only_me=True)
    assert application.get(f"/activities/{private}")["visibility"] == "only_me"
    restricted = grant_access(sandbox, athlete_code, "read,activity:read,activity:write")
    assert private not in [record["id"] for record in restricted.get("/athlete/activities")]
    assert restricted.call("GET", f"/activities/{private}").status_code == 404
    assert restricted.call("PUT", f"/activities/{private}", json={"name": "New"}).status_code == 404


def test_reading_without_its_scope_is_refused_and_the_scope_named(sandbox, athlete_code):
    restricted = grant_access(sandbox, athlete_code, "read")
    for path in ("/athlete/activities", "/activities/1"):
        error = (401, "Authorization Error", "AccessToken", "activity:read_permission", "missing")
        assert read_error(restricted.call("GET", path)) == error


def test_gear_needs_its_scope_and_retired_gear_is_found_only_by_its_id(sandbox, athlete_code, application):
    athlete = application.get("/athlete")
    assert [len(athlete["bikes"]), len(athlete["shoes"])] == [2, 2]
    [retired] = [gear for gear in sandbox.database.athletes.gear(athlete_code) if gear.fixture.is_retired]
    assert retired.id not in json.dumps(athlete)
    assert application.get(f"/gear/{retired.id}")["retired"] is True
    assert "bikes" not in grant_access(sandbox, athlete_code, "read,activity:read").get("/athlete")
    assert read_error(application.call("GET", "/gear/b1")) == (404, "Record Not Found", "Gear", "id", "not found")


def test_a_rename_returns_the_changed_activity_and_is_recorded(sandbox, athlete_code, application):
    before = application.get("/athlete/activities")[0]
    response = application.call("PUT", f"/activities/{before['id']}", json={"name": "Neu ☕"})
    assert response.status_code == 200
    assert response.json()["name"] == "Neu ☕"
    assert response.json()["gear"]["id"] == before["gear_id"] if before["gear_id"] else True
    assert application.get("/athlete/activities")[0]["name"] == "Neu ☕"
    [rename] = sandbox.database.activities.renames(before["id"])
    assert (rename.before, rename.after, rename.by) == (before["name"], "Neu ☕", "application")
    assert sandbox.database.calls.counts(athlete_code).writes == 1


def test_gear_and_sport_can_be_changed(application):
    number = application.get("/athlete/activities")[0]["id"]
    changed = application.call("PUT", f"/activities/{number}", json={"gear_id": "none", "sport_type": "Walk"}).json()
    assert (changed["gear_id"], changed["gear"], changed["sport_type"]) == (None, None, "Walk")
    assert application.call("PUT", f"/activities/{number}", json={"gear_id": "b1"}).status_code == 400
    assert application.call("PUT", f"/activities/{number}", data="name=x").status_code == 400


def test_a_rename_without_the_write_scope_finds_no_activity(sandbox, athlete_code):
    reader = grant_access(sandbox, athlete_code, "read,activity:read_all")
    activity = reader.get("/athlete/activities")[0]
    response = reader.call("PUT", f"/activities/{activity['id']}", json={"name": "New"})
    assert read_error(response) == (404, "Resource Not Found", "Activity", "", "not found")
    assert reader.get(f"/activities/{activity['id']}")["name"] == activity["name"]


def test_the_activity_of_another_athlete_is_not_found(sandbox, application):
    stranger = grant_access(sandbox, sandbox.database.athletes.create("small"))
    foreign = stranger.get("/athlete/activities")[0]["id"]
    not_found = (404, "Resource Not Found", "Activity", "", "not found")
    assert read_error(application.call("GET", f"/activities/{foreign}")) == not_found
    assert read_error(application.call("PUT", f"/activities/{foreign}", json={"name": "Mine"})) == not_found
    response = application.call("GET", "/activities/99")
    assert read_error(response) == (404, "Record Not Found", "Activity", "id", "not found")


def test_errors_tell_unknown_paths_from_unknown_tokens(sandbox, application):
    assert read_error(application.call("GET", "/nothing")) == (404, "Record Not Found", "resource", "path", "invalid")
    response = requests.get(f"{sandbox.url}/api/v3/athlete", timeout=TIMEOUT_S)
    assert read_error(response)[2:] == ("Application", "", "invalid")
    application.tokens["access_token"] = "0" * 40
    assert read_error(application.call("GET", "/athlete"))[2:] == ("Athlete", "access_token", "invalid")
