"""`sync.json` lists what was created, changed and deleted since the cursor that the last answer gave."""

from datetime import UTC, datetime

import pytest

from tests.sandbox.ridewithgps.application import base_url


def read_cursor(application, since="1970-01-01"):
    return application.get(f"/api/v1/sync.json?since={since}&assets=trips")["meta"]["rwgps_datetime"]


def test_the_epoch_gives_the_whole_library_in_the_order_of_changes(application):
    answer = application.get("/api/v1/sync.json?since=1970-01-01&assets=trips")
    own = [item for item in answer["items"] if item["item_user_id"] == application.user_id]
    assert {item["item_id"] for item in own} == {trip["id"] for trip in application.trips()}
    assert {item["action"] for item in own} == {"created"}
    times = [item["datetime"] for item in answer["items"]]
    assert times == sorted(times)


def test_a_pinned_trip_of_another_user_is_listed_and_cannot_be_read(application):
    items = application.get("/api/v1/sync.json?since=1970-01-01&assets=trips")["items"]
    [pinned] = [item for item in items if item["item_user_id"] != application.user_id]
    assert (pinned["action"], pinned["collection"]["type"]) == ("added", "pinned")
    assert application.call("GET", f"/api/v1/trips/{pinned['item_id']}.json").status_code == 403


def test_each_change_is_listed_once_since_the_cursor(sandbox, athlete_code, application):
    cursor = read_cursor(application)
    unchanged, renamed, deleted = (trip["id"] for trip in application.trips()[:3])
    assert application.call("PUT", f"/trips/{renamed}.json", json={"trip": {"name": "New"}}).status_code == 200
    assert application.call("DELETE", f"/api/v1/trips/{deleted}.json").status_code == 204
    created = sandbox.database.trips.add(athlete_code, sandbox.database.trips.get(unchanged).fixture)
    assert sorted(application.changes(cursor)) == [("created", created), ("deleted", deleted), ("updated", renamed)]
    assert application.call("GET", f"/api/v1/trips/{deleted}.json").status_code == 404
    assert len(application.trips()) == 12


def test_a_later_cursor_lists_nothing(application):
    assert application.changes("2999-01-01T00:00:00+00:00") == []


def test_a_change_in_the_second_of_the_cursor_is_not_lost(sandbox, application):
    trip_id = application.trips()[0]["id"]
    sandbox.database.trips.update(trip_id, name="In this second")
    changed_at = datetime.fromtimestamp(sandbox.database.trips.get(trip_id).updated_at, UTC)
    assert ("updated", trip_id) in application.changes(changed_at.isoformat(timespec="seconds"))


def test_the_next_address_repeats_the_cursor_and_the_assets(sandbox, application):
    meta = application.get("/api/v1/sync.json?since=1970-01-01&assets=trips")["meta"]
    escaped = meta["rwgps_datetime"].replace("+", "%2B").replace(":", "%3A")
    assert meta["next_sync_url"] == f"{base_url(sandbox)}/api/v1/sync.json?assets=trips&since={escaped}"


def test_routes_are_none(application):
    assert application.get("/api/v1/sync.json?since=1970-01-01&assets=routes")["items"] == []


@pytest.mark.parametrize("query", ["", "?since=", "?since=yesterday"])
def test_a_wrong_cursor_is_a_bad_request(application, query):
    response = application.call("GET", f"/api/v1/sync.json{query}")
    assert (response.status_code, response.json()) == (400, {"error": "since must be an ISO 8601 datetime"})


def test_a_cursor_before_all_time_zones_is_no_error_of_the_server(application):
    response = application.call("GET", "/api/v1/sync.json?since=0001-01-01T00:00:00%2B23:59")
    assert response.status_code == 200
