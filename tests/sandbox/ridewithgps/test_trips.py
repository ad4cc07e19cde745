"""RideWithGPS lists trips by their last change, gives each in its units, and holds what must not be stored."""

import json
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
import requests

from activities.parsers.inspect import inspect_file
from activities.parsers.process import ParserProcess
from matching.engine.names.generated import is_generated_name
from providers.sandbox.recording import has_default_name
from providers.sandbox.sentinels import EMAIL, SENTINELS
from tests.sandbox.ridewithgps.application import base_url, grant_ridewithgps
from tests.waiting import TIMEOUT_S

RECORDED_SUMMARY = {
    *("id", "url", "name", "description", "visibility", "departed_at", "time_zone", "locality", "administrative_area"),
    *("country_code", "activity_type", "fit_sport", "fit_sub_sport", "is_stationary", "distance", "duration"),
    *("moving_time", "elevation_gain", "elevation_loss", "first_lat", "first_lng", "last_lat", "last_lng"),
    *("sw_lat", "sw_lng", "ne_lat", "ne_lng", "avg_speed", "max_speed", "avg_cad", "min_cad", "max_cad"),
    *("avg_hr", "min_hr", "max_hr", "avg_watts", "min_watts", "max_watts", "calories", "track_type", "terrain"),
    *("difficulty", "created_at", "updated_at", "user_id", "device", "photos"),
}
"""The documentation gives these fields of a trip in a list."""
RECORDED_LEGACY = {
    *("id", "group_membership_id", "created_at", "gear_id", "departed_at", "duration", "distance", "elevation_gain"),
    *("elevation_loss", "visibility", "is_gps", "name", "max_hr", "min_hr", "avg_hr", "max_cad", "min_cad", "avg_cad"),
    *("avg_speed", "max_speed", "moving_time", "processed", "avg_watts", "max_watts", "min_watts", "is_stationary"),
    *("calories", "updated_at", "time_zone", "user_id", "deleted_at", "track_id", "source_type", "likes_count"),
    *("track_type", "terrain", "difficulty", "activity_type_id", "activity_category_id", "vam", "work", "max_grade"),
    *("fit_sport", "fit_sub_sport", "hr_zones", "fit_product", "highlighted_photo_id", "highlighted_photo_checksum"),
    "utc_offset",
}
"""The older API was recorded with these fields of a trip."""


@pytest.fixture
def athlete_code(sandbox):
    """Returns the code of an athlete with 230 activities, with anomalies among them."""
    return sandbox.database.athletes.create("demo", 230)


@pytest.fixture
def activities(sandbox, athlete_code):
    """Returns the athlete's activities on Strava, newest first."""
    return sandbox.database.activities.for_athlete(athlete_code)


def test_pages_list_the_trip_that_was_changed_last_first(sandbox, application):
    pages = [application.get(f"/api/v1/trips.json?page={page}&page_size=100") for page in (1, 2, 3, 4)]
    assert [len(page["trips"]) for page in pages] == [100, 100, 30, 0]
    changed = [datetime.fromisoformat(trip["updated_at"]) for page in pages for trip in page["trips"]]
    assert changed == sorted(changed, reverse=True)
    started = [datetime.fromisoformat(trip["departed_at"]) for page in pages for trip in page["trips"]]
    assert started != sorted(started, reverse=True)
    assert len({trip["id"] for page in pages for trip in page["trips"]}) == 230
    assert pages[0]["meta"]["pagination"] == {
        "record_count": 230,
        "page_count": 3,
        "page_size": 100,
        "next_page_url": f"{base_url(sandbox)}/api/v1/trips.json?page=2&page_size=100",
    }
    assert [page["meta"]["pagination"]["next_page_url"] is None for page in pages] == [False, False, True, True]


@pytest.mark.parametrize(
    ("query", "count"), [("", 20), ("page_size=5", 20), ("page_size=500", 200), ("page_size=x", 20), ("page=0", 20)]
)
def test_a_page_has_20_to_200_trips(application, query, count):
    assert len(application.trips(query)) == count


def test_a_trip_that_is_changed_comes_first(sandbox, application):
    last = application.trips("page=2")[-1]
    sandbox.database.trips.update(last["id"], name="Edited now")
    first = application.trips()[0]
    assert (first["id"], first["name"]) == (last["id"], "Edited now")


def test_trips_have_the_documented_fields_and_types(application):
    for trip in application.trips():
        assert trip.keys() == RECORDED_SUMMARY
        lengths = ("distance", "duration", "moving_time", "elevation_gain", "elevation_loss")
        assert {type(trip[field]) for field in lengths} == {int}
    trip_id = application.trips()[0]["id"]
    detail = application.get(f"/api/v1/trips/{trip_id}.json")["trip"]
    assert detail.keys() == RECORDED_SUMMARY | {"track_points", "gear"}
    legacy = application.get(f"/users/{application.user_id}/trips.json?version=2")["results"]
    for trip in legacy:
        assert trip.keys() >= RECORDED_LEGACY
        assert isinstance(trip["distance"], float)
        assert isinstance(trip["avg_watts"], float | None)


def test_a_trip_without_a_moment_of_movement_has_no_speed(sandbox, athlete_code, application):
    fixture = sandbox.database.trips.newest_first(athlete_code)[0].fixture
    trip_id = sandbox.database.trips.add(athlete_code, replace(fixture, moving_s=0, elapsed_s=0))
    assert application.get(f"/api/v1/trips/{trip_id}.json")["trip"]["avg_speed"] == 0
    assert application.get(f"/trips/{trip_id}.json")["trip"]["moving_time"] == 0


def test_speeds_are_in_kilometers_per_hour_and_durations_include_pauses(application):
    paused = 0
    for trip in application.trips():
        speed = trip["distance"] / trip["moving_time"] * 3.6
        assert trip["avg_speed"] == pytest.approx(speed, abs=0.11)
        assert trip["duration"] >= trip["moving_time"]
        paused += trip["duration"] > trip["moving_time"] * 1.02
    assert paused > 20


def test_trips_are_the_activities_with_names_and_numbers_of_their_own(application, activities):
    by_start = {datetime.fromisoformat(trip["departed_at"]).timestamp(): trip for trip in application.trips()}
    pairs = [
        (activity.fixture, by_start[activity.fixture.start])
        for activity in activities[5:]
        if activity.fixture.start in by_start
    ]
    assert len(pairs) > 190
    for fixture, trip in pairs:
        assert trip["distance"] == pytest.approx(fixture.distance_m, rel=0.002, abs=1)
        assert trip["moving_time"] == pytest.approx(fixture.moving_s, abs=8)
        assert trip["elevation_gain"] == pytest.approx(fixture.gain_m, rel=0.15, abs=2)
    assert sum(fixture.name != trip["name"] for fixture, trip in pairs) > 100
    assert sum(trip["distance"] != round(fixture.distance_m) for fixture, trip in pairs) > 100


def test_trips_of_activities_that_the_athlete_named_on_strava_have_default_names(application, activities):
    named = {activity.fixture.start for activity in activities if not has_default_name(activity.fixture)}
    trips = [trip for trip in application.trips() if datetime.fromisoformat(trip["departed_at"]).timestamp() in named]
    assert len(trips) > 10
    assert [trip["name"] for trip in trips if not is_generated_name(trip["name"], provider="ridewithgps")] == []


def test_a_start_that_strava_hides_is_true_here(sandbox, athlete_code, application, activities):
    [hidden] = [activity.fixture for activity in activities if activity.fixture.hidden_time]
    [file] = [file for file in sandbox.database.athletes.files(athlete_code) if "hidden" in file.note]
    starts = {trip.fixture.start for trip in sandbox.database.trips.newest_first(athlete_code)}
    assert file.fixture.start in starts
    assert hidden.start not in starts


def test_local_times_have_their_offset_and_some_zones_are_odd(application):
    legacy = {
        trip["id"]: trip
        for offset in (0, 200)
        for trip in application.get(f"/users/{application.user_id}/trips.json?limit=200&offset={offset}")["results"]
    }
    zones = set()
    for trip in application.trips():
        departed_at = datetime.fromisoformat(trip["departed_at"])
        assert departed_at.utcoffset() == timedelta(seconds=legacy[trip["id"]]["utc_offset"])
        assert legacy[trip["id"]]["departed_at"].endswith("Z")
        assert datetime.fromisoformat(legacy[trip["id"]]["departed_at"]) == departed_at
        zones.add(trip["time_zone"])
    assert {"Europe/Vienna", "Europe/Lisbon", "Lisbon"} == zones


def test_indoor_trips_are_stationary_and_enclose_nothing(application):
    indoor = [trip for trip in application.trips() if trip["is_stationary"]]
    assert indoor
    assert {trip["sw_lng"] for trip in indoor} == {180.0}
    assert {trip["ne_lat"] for trip in indoor} == {-90.0}
    assert {"swimming:lap", "training:strength"} <= {trip["activity_type"] for trip in indoor}


def test_private_activities_are_private_here(application):
    assert {trip["visibility"] for trip in application.trips()} == {"public", "private"}
    legacy = application.get(f"/users/{application.user_id}/trips.json?limit=200")["results"]
    assert {trip["visibility"] for trip in legacy} == {0, 1}


def test_payloads_hold_sentinels_that_an_application_must_not_store(sandbox, athlete_code, application):
    listed = application.trips()
    legacy = application.get(f"/users/{application.user_id}/trips.json")["results"]
    detail = application.get(f"/api/v1/trips/{listed[0]['id']}.json")
    legacy_detail = application.get(f"/trips/{listed[0]['id']}.json")
    for payload in (*listed, *legacy, detail, legacy_detail):
        assert [sentinel for sentinel in SENTINELS if sentinel not in json.dumps(payload)] == []
    for path in ("/api/v1/users/current.json", "/users/current.json", f"/users/{application.user_id}/gear.json"):
        assert EMAIL in json.dumps(application.get(path))
    log = "".join(call.answer for call in sandbox.database.calls.for_athlete(athlete_code))
    assert all(sentinel in log for sentinel in SENTINELS)


def test_gear_is_only_in_details_and_the_older_api(sandbox, athlete_code, application):
    user = application.get("/users/current.json")["user"]
    listed = application.get(f"/users/{application.user_id}/gear.json")
    assert user["gear"] == listed["results"]
    assert listed["results_count"] == len(listed["results"]) == 5
    assert {gear["nickname"] for gear in listed["results"]} == {None, "City bike", "Old one", "Trail"}
    rows = application.get(f"/users/{application.user_id}/trips.json?limit=200")["results"]
    [with_gear, *_] = [row for row in rows if row["gear_id"]]
    detail = application.get(f"/api/v1/trips/{with_gear['id']}.json")["trip"]["gear"]
    assert detail.keys() == {"id", "make", "model", "description", "exclude_from_totals", "created_at"}
    [gear] = [gear for gear in listed["results"] if gear["id"] == with_gear["gear_id"]]
    assert (detail["id"], detail["make"], detail["model"]) == (gear["id"], gear["make"], gear["model"])
    assert not {gear["id"] for gear in listed["results"]} & {
        int(gear.id[1:]) for gear in sandbox.database.athletes.gear(athlete_code)
    }


def test_the_older_list_goes_by_offset_and_starts_with_the_newest(application):
    pages = [
        application.get(f"/users/{application.user_id}/trips.json?offset={offset}&limit=100&version=2")
        for offset in (0, 100, 200, 300)
    ]
    assert [len(page["results"]) for page in pages] == [100, 100, 30, 0]
    assert {page["results_count"] for page in pages} == {230}
    starts = [row["departed_at"] for page in pages for row in page["results"]]
    assert starts == sorted(starts, reverse=True)


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
@pytest.mark.parametrize("is_wrapped", [True, False])
def test_a_name_is_changed_and_recorded(sandbox, athlete_code, application, method, is_wrapped):
    trip = application.trips()[7]
    fields = {"name": "Neu ☕"}
    body = {"trip": fields} if is_wrapped else fields
    response = application.call(method, f"/trips/{trip['id']}.json", json=body)
    assert response.status_code == 200
    assert response.json()["trip"]["name"] == "Neu ☕"
    assert application.trips()[0]["name"] == "Neu ☕"
    [rename] = sandbox.database.trips.renames(trip["id"])
    assert (rename.before, rename.after, rename.by) == (trip["name"], "Neu ☕", "application")
    strava_names = {activity.fixture.name for activity in sandbox.database.activities.for_athlete(athlete_code)}
    assert "Neu ☕" not in strava_names


def test_gear_is_set_and_taken_off(application):
    trip_id = application.trips()[0]["id"]
    gear_id = application.get("/users/current.json")["user"]["gear"][1]["id"]
    changed = application.call("PATCH", f"/trips/{trip_id}.json", json={"trip": {"gear_id": gear_id}}).json()
    assert (changed["trip"]["gear_id"], changed["trip"]["gear"]["id"]) == (gear_id, gear_id)
    assert application.get(f"/api/v1/trips/{trip_id}.json")["trip"]["gear"]["id"] == gear_id
    application.call("PATCH", f"/trips/{trip_id}.json", json={"trip": {"gear_id": None}})
    assert application.get(f"/api/v1/trips/{trip_id}.json")["trip"]["gear"] is None


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"json": {"trip": {"name": ""}}}, 422),
        ({"json": {"trip": {"name": 7}}}, 422),
        ({"json": {"trip": {"name": "\ud800"}}}, 422),
        ({"json": {"trip": {"gear_id": 1}}}, 422),
        ({"json": {"trip": {"gear_id": {}}}}, 422),
        ({"data": "name=x"}, 400),
    ],
)
def test_a_wrong_change_is_refused_and_changes_nothing(application, body, status):
    trip = application.trips()[0]
    assert application.call("PUT", f"/trips/{trip['id']}.json", **body).status_code == status
    assert application.trips()[0] == trip


def test_the_trip_of_another_user_is_forbidden_and_an_unknown_one_is_not_found(sandbox, application):
    stranger = grant_ridewithgps(sandbox, sandbox.database.athletes.create("small"))
    foreign = stranger.trips()[0]
    for method, path in (
        ("GET", f"/api/v1/trips/{foreign['id']}.json"),
        ("DELETE", f"/api/v1/trips/{foreign['id']}.json"),
        ("GET", f"/trips/{foreign['id']}.json"),
        ("GET", f"/trips/{foreign['id']}.fit"),
        ("PUT", f"/trips/{foreign['id']}.json"),
        ("GET", f"/users/{stranger.user_id}/trips.json"),
        ("GET", f"/users/{stranger.user_id}/gear.json"),
    ):
        assert application.call(method, path, json={"trip": {"name": "Mine"}}).status_code == 403
    assert foreign in stranger.trips()
    missing = application.call("GET", "/api/v1/trips/99.json")
    assert (missing.status_code, missing.json()) == (404, {"error": "Not Found"})
    assert application.call("GET", "/api/v1/nothing.json").status_code == 404


def test_a_call_without_a_token_is_refused(sandbox):
    response = requests.get(f"{base_url(sandbox)}/api/v1/trips.json", timeout=TIMEOUT_S)
    assert (response.status_code, response.json()) == (401, {"error": "Failed to authenticate the user"})


def test_files_of_a_trip_agree_with_it_by_either_address(application, tmp_path):
    checked = set()
    with ParserProcess() as parser:
        for trip in application.trips("page_size=30"):
            for kind in ("fit", "gpx", "tcx"):
                responses = [application.call("GET", f"{path}/trips/{trip['id']}.{kind}") for path in ("/api/v1", "")]
                assert responses[0].content == responses[1].content
                if responses[0].status_code == 404:
                    assert trip["is_stationary"]
                    continue
                path = tmp_path / f"{trip['id']}.{kind}"
                path.write_bytes(responses[0].content)
                [record] = inspect_file(str(path), parser).activities
                assert record.started_at == datetime.fromisoformat(trip["departed_at"])
                assert record.elapsed_s == trip["duration"]
                assert (record.distance_m or 0) == pytest.approx(trip["distance"], rel=0.005, abs=1)
                checked.add(kind)
    assert checked == {"fit", "gpx", "tcx"}


def test_the_fit_file_is_the_one_that_the_athlete_has(sandbox, athlete_code, application, activities):
    strava_starts = {activity.fixture.start: activity.id for activity in activities}
    [trip, *_] = [trip for trip in application.trips() if not trip["is_stationary"]]
    start = int(datetime.fromisoformat(trip["departed_at"]).timestamp())
    own = requests.get(f"{sandbox.url}/athletes/{athlete_code}/files/{strava_starts[start]}.fit", timeout=TIMEOUT_S)
    assert application.call("GET", f"/api/v1/trips/{trip['id']}.fit").content == own.content
