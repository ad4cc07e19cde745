"""The API pages through activities, keeps to scopes, changes activities, and reports errors as Strava does."""

import json
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import requests

from providers.sandbox.sentinels import SENTINELS
from providers.sandbox.server import Sandbox
from tests.sandbox.application import CLIENT_AUTH, grant_access, read_error
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
    assert older[0]["start_date"] < tenth["start_date"] < newer[0]["start_date"]
    assert application.call("GET", "/athlete/activities?page=x").status_code == 400


def test_after_alone_lists_the_oldest_first_and_with_before_the_newest(application):
    everything = application.get("/athlete/activities?per_page=200")
    timestamp = int(datetime.fromisoformat(everything[25]["start_date"]).timestamp())
    pages = [application.get(f"/athlete/activities?after={timestamp}&per_page=20&page={page}") for page in (1, 2, 3)]
    assert [record["id"] for page in pages for record in page] == [record["id"] for record in everything[24::-1]]
    both = application.get(f"/athlete/activities?after={timestamp}&before=9999999999")
    assert [record["id"] for record in both] == [record["id"] for record in everything[:25]]


def test_lists_hold_cadence_and_power_of_rides_and_runs(application):
    records = application.get("/athlete/activities?per_page=200")
    rides = [record for record in records if record["sport_type"] == "Ride" and not record["manual"]]
    runs = [record for record in records if record["sport_type"] == "Run" and not record["manual"]]
    assert rides
    assert runs
    assert all(record["average_watts"] > 0 and record["average_cadence"] > 0 for record in rides)
    assert all("average_watts" not in record and record["average_cadence"] < 100 for record in runs)


def test_photos_have_an_id(application):
    number = application.get("/athlete/activities")[0]["id"]
    photos = application.get(f"/activities/{number}")["photos"]
    assert len(photos["primary"]["unique_id"]) == 36
    assert photos["count"] == 1


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


def test_description_and_muting_are_stored_and_returned(sandbox, application):
    number = application.get("/athlete/activities")[0]["id"]
    body = {"description": "Windy", "hide_from_home": True}
    changed = application.call("PUT", f"/activities/{number}", json=body).json()
    assert (changed["description"], changed["hide_from_home"]) == ("Windy", True)
    fixture = sandbox.database.activities.get(number).fixture
    assert (fixture.description, fixture.hide_from_home) == ("Windy", True)
    application.call("PUT", f"/activities/{number}", json={"description": ""})
    detail = application.get(f"/activities/{number}")
    assert (detail["description"], detail["hide_from_home"]) == ("", True)


def test_a_form_changes_texts_and_loses_booleans(application):
    number = application.get("/athlete/activities")[0]["id"]
    form = {"name": "By form", "description": "Wörter", "gear_id": "none", "hide_from_home": "true"}
    changed = application.call("PUT", f"/activities/{number}", data=form).json()
    assert (changed["name"], changed["description"], changed["gear_id"]) == ("By form", "Wörter", None)
    assert changed["hide_from_home"] is False


def test_a_token_in_the_address_is_accepted_and_not_logged(sandbox, athlete_code, application):
    token = application.tokens["access_token"]
    response = requests.get(f"{sandbox.url}/api/v3/athlete?access_token={token}&x=1", timeout=TIMEOUT_S)
    assert response.status_code == 200
    targets = [call.target for call in sandbox.database.calls.for_athlete(athlete_code)]
    assert targets[0].startswith("/api/v3/athlete?access_token=")
    assert targets[0].endswith("&x=1")
    assert not [target for target in targets if token in target]


def test_statistics_count_rides_runs_and_swims_that_everybody_may_see(sandbox, athlete_code, application):
    activities = sandbox.database.activities.for_athlete(athlete_code)
    hidden = next(activity for activity in activities if activity.fixture.sport == "Run")
    sandbox.database.activities.update(hidden.id, only_me=True)
    number = application.get("/athlete")["id"]
    stats = application.get(f"/athletes/{number}/stats")
    assert set(stats) == {"all_ride_totals", "all_run_totals", "all_swim_totals"}
    sports = [a.fixture.sport for a in activities if a.id != hidden.id and not a.fixture.only_me]
    assert stats["all_run_totals"]["count"] == sports.count("Run") + sports.count("TrailRun")
    assert stats["all_swim_totals"]["count"] == sports.count("Swim")
    assert stats["all_ride_totals"]["count"] == sum("Ride" in sport for sport in sports)
    assert application.call("GET", f"/athletes/{number + 1}/stats").status_code == 403


def test_the_new_host_has_no_api_v3_in_its_paths(sandbox, application):
    bearer = {"Authorization": f"Bearer {application.tokens['access_token']}"}
    for path in ("/athlete", "/athlete/activities"):
        response = requests.get(f"{sandbox.url}/api-v3{path}", headers=bearer, timeout=TIMEOUT_S)
        assert response.json() == application.get(path)
    response = requests.get(f"{sandbox.url}/api-v3/api/v3/athlete", headers=bearer, timeout=TIMEOUT_S)
    assert read_error(response) == (404, "Record Not Found", "resource", "path", "invalid")


def test_the_old_host_can_end(tmp_path):
    with Sandbox(tmp_path, is_old_api_ended=True) as sandbox:
        application = grant_access(sandbox, sandbox.database.athletes.create("none"))
        token = application.tokens["access_token"]
        assert application.call("GET", "/athlete").status_code == 404
        for path in ("/oauth/deauthorize", "/api/v3/oauth/deauthorize", "/api/v3/oauth/token"):
            response = requests.post(f"{sandbox.url}{path}", data={"access_token": token}, timeout=TIMEOUT_S)
            assert response.status_code == 404
        url = f"{sandbox.url}/api-v3/athlete"
        assert requests.get(url, params={"access_token": token}, timeout=TIMEOUT_S).status_code == 401
        bearer = {"Authorization": f"Bearer {token}"}
        assert requests.get(url, headers=bearer, timeout=TIMEOUT_S).status_code == 200
        revoke_url, form = f"{sandbox.url}/oauth/revoke", {"token": token}
        assert requests.post(revoke_url, data=form, auth=CLIENT_AUTH, timeout=TIMEOUT_S).status_code == 200
        assert requests.get(url, headers=bearer, timeout=TIMEOUT_S).status_code == 401


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
