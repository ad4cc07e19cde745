"""The athlete's page shows RideWithGPS beside Strava, and what an athlete does there its API returns."""

import re
import sqlite3

import pytest
import requests

from providers.sandbox.platforms import RIDEWITHGPS
from providers.sandbox.server import Sandbox
from tests.sandbox.application import CLIENT_AUTH, grant_access
from tests.sandbox.ridewithgps.application import exchange_code, grant_ridewithgps
from tests.waiting import TIMEOUT_S


def get_page(sandbox, path):
    return requests.get(f"{sandbox.url}{path}", timeout=TIMEOUT_S)


def post_form(sandbox, path, **fields):
    return requests.post(f"{sandbox.url}{path}", data=fields, timeout=TIMEOUT_S)


def test_an_athlete_joins_once(sandbox, athlete_code):
    assert "The athlete is not there yet" in get_page(sandbox, f"/athletes/{athlete_code}/").text
    post_form(sandbox, f"/athletes/{athlete_code}/trips")
    assert sandbox.database.trips.count(athlete_code) == 0
    for _ in range(2):
        page = post_form(sandbox, f"/athletes/{athlete_code}/ridewithgps").text
        assert "12 trips on RideWithGPS" in page
    assert "not there yet" not in page


def test_the_api_returns_what_an_athlete_changes_on_the_page(sandbox, athlete_code, application):
    first, second, *_ = (trip["id"] for trip in application.trips())
    post_form(sandbox, f"/athletes/{athlete_code}/trips/{first}/name", name=" <i>Renamed</i> there ")
    page = post_form(sandbox, f"/athletes/{athlete_code}/trips/{second}/delete").text
    assert "&lt;i&gt;Renamed&lt;/i&gt; there" in page
    assert "renamed by the athlete" in page
    assert "11 trips on RideWithGPS" in page
    assert "12 activities" in page
    trips = application.trips()
    assert trips[0]["name"] == "<i>Renamed</i> there"
    assert second not in [trip["id"] for trip in trips]
    assert "12 trips on RideWithGPS" in post_form(sandbox, f"/athletes/{athlete_code}/trips").text


def test_an_athlete_neither_sees_nor_changes_the_trips_of_another(sandbox, athlete_code, application):
    other = sandbox.database.athletes.create("small")
    trip = application.trips()[0]
    assert str(trip["id"]) not in post_form(sandbox, f"/athletes/{other}/ridewithgps").text
    post_form(sandbox, f"/athletes/{other}/trips/{trip['id']}/name", name="Mine")
    post_form(sandbox, f"/athletes/{other}/trips/{trip['id']}/delete")
    assert get_page(sandbox, f"/athletes/{other}/files/{trip['id']}.fit").status_code == 404
    assert application.trips()[0] == trip


def test_files_of_trips_can_be_downloaded(sandbox, athlete_code, application):
    trip_id = application.trips()[0]["id"]
    response = get_page(sandbox, f"/athletes/{athlete_code}/files/{trip_id}.fit")
    assert response.content == application.call("GET", f"/trips/{trip_id}.fit").content


def test_access_is_withdrawn_on_one_platform(sandbox, athlete_code, application):
    strava = grant_access(sandbox, athlete_code)
    page = get_page(sandbox, f"/athletes/{athlete_code}/").text
    assert "RideWithGPS, " in page
    assert "Revoke all access on Strava" in page
    page = post_form(sandbox, f"/athletes/{athlete_code}/revoke", platform=RIDEWITHGPS).text
    assert page.count("· revoked") == 1
    assert application.call("GET", "/api/v1/trips.json").status_code == 401
    assert strava.call("GET", "/athlete").status_code == 200
    post_form(sandbox, f"/athletes/{athlete_code}/revoke", platform="garmin")
    assert strava.call("GET", "/athlete").status_code == 200
    assert application.token["access_token"] not in page


def test_faults_can_be_kept_to_ridewithgps_on_the_page(sandbox, athlete_code, application):
    path = f"/athletes/{athlete_code}/faults"
    page = post_form(sandbox, path, fault="500", calls=["changes"], times="1", platform=RIDEWITHGPS).text
    assert "<li>500 on RideWithGPS, 1 time: changes</li>" in page
    post_form(sandbox, path, fault="500", platform="garmin")
    [fault] = sandbox.database.faults.for_athlete(athlete_code)
    assert (fault.platform, fault.calls) == (RIDEWITHGPS, ("changes",))


def test_trips_are_listed_on_pages_of_50_beside_the_activities(sandbox):
    athlete_code = sandbox.database.athletes.create("year")
    grant_ridewithgps(sandbox, athlete_code)
    path = f"/athletes/{athlete_code}/?trips_page="
    pages = [get_page(sandbox, path + number).text for number in ("1", "3", "99", "x")]
    assert [page.count("<summary>") for page in pages] == [100, 70, 70, 100]


def test_counts_and_calls_name_the_platform(sandbox, athlete_code, application):
    application.trips()
    page = get_page(sandbox, f"/athletes/{athlete_code}/").text
    assert re.search(r"RideWithGPS: 1 read, 0 writes,\s+1 call for tokens", page)
    assert "/ridewithgps/api/v1/trips.json" in page
    assert "<td>RideWithGPS</td>" in page


@pytest.mark.parametrize("path", ["/ridewithgps", "/ridewithgps/trips/1", "/ridewithgps/settings/developers"])
def test_pages_that_need_a_signed_in_athlete_lead_to_the_code(sandbox, path):
    page = get_page(sandbox, path)
    assert page.status_code == 200
    assert "Your athlete’s code" in page.text


def test_programs_get_codes_and_counts_of_ridewithgps(sandbox):
    url = f"{sandbox.url}/control/athletes"
    fields = {"history": "year", "activities": 230, "platform": RIDEWITHGPS}
    athlete = requests.post(url, json=fields, auth=CLIENT_AUTH, timeout=TIMEOUT_S).json()
    token = exchange_code(sandbox, athlete["authorization_code"]).json()
    described = requests.get(f"{url}/{athlete['code']}", auth=CLIENT_AUTH, timeout=TIMEOUT_S).json()
    assert (described["activities"], described["token_calls"]) == (230, 0)
    assert described["ridewithgps"] == {
        "user_id": token["user_id"],
        "trips": 230,
        "reads": 0,
        "writes": 0,
        "token_calls": 1,
    }
    more = f"{url}/{athlete['code']}/authorizations"
    code = requests.post(more, json={"platform": RIDEWITHGPS}, auth=CLIENT_AUTH, timeout=TIMEOUT_S).json()
    assert exchange_code(sandbox, code["authorization_code"]).json()["user_id"] == token["user_id"]
    for address in (url, more):
        wrong = requests.post(address, json={"platform": "garmin"}, auth=CLIENT_AUTH, timeout=TIMEOUT_S)
        assert wrong.status_code == 400


def test_a_database_from_before_ridewithgps_opens_and_its_athletes_can_join(tmp_path):
    with Sandbox(tmp_path) as sandbox:
        athlete_code = sandbox.database.athletes.create("small")
        strava = grant_access(sandbox, athlete_code)
    with sqlite3.connect(tmp_path / "sandbox.sqlite3") as connection:
        for table, column in (
            *(("codes", "platform"), ("codes", "redirect_uri"), ("grants", "platform"), ("calls", "platform")),
            ("faults", "platform"),
        ):
            connection.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
        for table in ("trips", "ridewithgps_users", "ridewithgps_gear"):
            connection.execute(f"DROP TABLE {table}")
            connection.execute("DELETE FROM sqlite_sequence WHERE name = ?", (table,))
    connection.close()
    with Sandbox(tmp_path) as sandbox:
        strava.sandbox = sandbox
        assert len(strava.get("/athlete/activities")) == 12
        assert len(grant_ridewithgps(sandbox, athlete_code).trips()) == 12
        assert {call.platform for call in sandbox.database.calls.for_athlete(athlete_code)} == {"strava", "ridewithgps"}


def test_a_restart_keeps_trips_changes_and_tokens(tmp_path):
    with Sandbox(tmp_path) as sandbox:
        athlete_code = sandbox.database.athletes.create("small")
        application = grant_ridewithgps(sandbox, athlete_code)
        deleted = application.trips()[0]["id"]
        application.call("DELETE", f"/api/v1/trips/{deleted}.json")
        before = application.changes()
    with Sandbox(tmp_path) as sandbox:
        application.sandbox = sandbox
        assert application.changes() == before
        assert ("deleted", deleted) in before
