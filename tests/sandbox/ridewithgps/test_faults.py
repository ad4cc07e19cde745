"""Faults and limits hold for RideWithGPS as for Strava, in RideWithGPS's words, and can be kept to one platform."""

import json

import pytest
import requests

from providers.sandbox.limits import SandboxLimits
from providers.sandbox.platforms import RIDEWITHGPS, STRAVA
from providers.sandbox.ridewithgps.oauth import create_code
from providers.sandbox.ridewithgps_options import RideWithGpsOptions
from providers.sandbox.server import Sandbox
from tests.sandbox.application import REDIRECT_URI, grant_access
from tests.sandbox.ridewithgps.application import exchange_code, grant_ridewithgps

LIST, CHANGES = "/api/v1/trips.json", "/api/v1/sync.json?since=1970-01-01"


@pytest.fixture
def newest_trip(sandbox, athlete_code, application):
    """Returns the athlete's newest trip."""
    return sandbox.database.trips.newest_first(athlete_code)[0]


def rename_trip(application, trip):
    return application.call("PUT", f"/trips/{trip.id}.json", json={"trip": {"name": "New"}})


def stored_name(sandbox, trip):
    return sandbox.database.trips.get(trip.id).fixture.name


@pytest.mark.parametrize(
    ("fault", "status", "message"),
    [
        ("500", 500, "Internal Server Error"),
        ("429", 429, "Too Many Requests"),
        ("inactive", 403, "This API client is inactive"),
        ("revoked", 401, "Failed to authenticate the user"),
        ("403", 403, "Forbidden"),
        ("404", 404, "Not Found"),
    ],
)
def test_a_fault_answers_in_the_words_of_ridewithgps(sandbox, athlete_code, application, fault, status, message):
    sandbox.database.faults.add(athlete_code, fault)
    response = application.call("GET", LIST)
    assert (response.status_code, response.json()) == (status, {"error": message})
    assert not [name for name in response.headers if "ratelimit" in name.lower() or name == "Retry-After"]


@pytest.mark.parametrize(
    ("kind", "path"),
    [
        ("list", LIST),
        ("list", "/users/{user}/trips.json"),
        ("changes", CHANGES),
        ("detail", "/api/v1/trips/{trip}.json"),
        ("athlete", "/api/v1/users/current.json"),
        ("athlete", "/users/current.json"),
        ("gear", "/users/{user}/gear.json"),
        ("file", "/api/v1/trips/{trip}.fit"),
        ("file", "/trips/{trip}.fit"),
    ],
)
def test_each_kind_of_call_can_fail_alone(sandbox, athlete_code, application, newest_trip, kind, path):
    sandbox.database.faults.add(athlete_code, "500", (kind,))
    others = [other for other in (LIST, CHANGES) if (kind, other) not in (("list", LIST), ("changes", CHANGES))]
    assert {application.call("GET", other).status_code for other in others} == {200}
    path = path.format(user=application.user_id, trip=newest_trip.id)
    assert application.call("GET", path).status_code == 500
    assert application.call("GET", path).status_code == 200


def test_a_rename_can_be_lost_fail_late_and_answer_nothing(sandbox, athlete_code, application, newest_trip):
    faults = sandbox.database.faults
    faults.add(athlete_code, "500", ("rename",))
    assert rename_trip(application, newest_trip).status_code == 500
    assert stored_name(sandbox, newest_trip) == newest_trip.fixture.name
    faults.add(athlete_code, "lost_reply", ("rename",))
    with pytest.raises(requests.ConnectionError):
        rename_trip(application, newest_trip)
    assert stored_name(sandbox, newest_trip) == "New"
    sandbox.database.trips.update(newest_trip.id, name="Old")
    faults.add(athlete_code, "500_after_change", ("rename",))
    assert rename_trip(application, newest_trip).status_code == 500
    assert stored_name(sandbox, newest_trip) == "New"
    sandbox.database.trips.update(newest_trip.id, name="Old")
    faults.add(athlete_code, "empty_answer", ("rename",))
    response = rename_trip(application, newest_trip)
    assert (response.status_code, response.content) == (200, b"")
    assert stored_name(sandbox, newest_trip) == "New"


def test_a_list_can_be_html_half_without_dates_or_have_a_huge_name(sandbox, athlete_code, application):
    for fault in ("html", "half_json", "no_date", "huge_name"):
        sandbox.database.faults.add(athlete_code, fault, ("list",))
    assert application.call("GET", LIST).headers["Content-Type"] == "text/html; charset=utf-8"
    with pytest.raises(ValueError, match=r".+"):
        json.loads(application.call("GET", LIST).text)
    assert [("departed_at" in trip) for trip in application.trips()[:2]] == [False, True]
    assert [len(trip["name"]) > 10_000 for trip in application.trips()[:2]] == [True, False]


def test_a_change_can_lack_its_date_and_a_detail_have_a_huge_name(sandbox, athlete_code, application, newest_trip):
    sandbox.database.faults.add(athlete_code, "no_date", ("changes",))
    assert ["datetime" in item for item in application.get(CHANGES)["items"][:2]] == [False, True]
    sandbox.database.faults.add(athlete_code, "huge_name", ("detail",))
    assert len(application.get(f"/api/v1/trips/{newest_trip.id}.json")["trip"]["name"]) > 10_000


def test_a_broken_trip_stays_broken_and_breaks_no_list(sandbox, athlete_code, application, newest_trip):
    sandbox.database.faults.add(athlete_code, "broken_activity", activity=newest_trip.id)
    for path in ("/api/v1/trips/{}.json", "/trips/{}.json", "/trips/{}.fit"):
        assert application.call("GET", path.format(newest_trip.id)).status_code == 500
    assert {application.call("GET", path).status_code for path in (LIST, CHANGES)} == {200}


def test_a_token_call_can_fail_and_leaves_the_code(sandbox, athlete_code):
    code = create_code(sandbox.service, athlete_code, REDIRECT_URI)
    sandbox.database.faults.add(athlete_code, "500", ("token",))
    assert [exchange_code(sandbox, code).status_code for _ in range(2)] == [500, 200]


@pytest.mark.parametrize(("platform", "statuses"), [(RIDEWITHGPS, (500, 200)), (STRAVA, (200, 500)), ("", (500, 200))])
def test_a_fault_can_be_kept_to_one_platform(sandbox, athlete_code, application, platform, statuses):
    strava = grant_access(sandbox, athlete_code)
    sandbox.database.faults.add(athlete_code, "500", ("list",), platform=platform)
    assert application.call("GET", LIST).status_code == statuses[0]
    assert strava.call("GET", "/athlete/activities").status_code == statuses[1]


def test_access_revoked_on_one_platform_is_kept_on_the_other(sandbox, athlete_code, application):
    strava = grant_access(sandbox, athlete_code)
    sandbox.database.faults.add(athlete_code, "revoked", platform=RIDEWITHGPS)
    assert application.call("GET", LIST).status_code == 401
    assert strava.call("GET", "/athlete").status_code == 200


def test_calls_are_counted_by_platform_and_the_log_names_it(sandbox, athlete_code, application, newest_trip):
    strava = grant_access(sandbox, athlete_code)
    strava.get("/athlete")
    application.get(CHANGES)
    application.get(LIST)
    rename_trip(application, newest_trip)
    counts = sandbox.database.calls.counts(athlete_code, RIDEWITHGPS)
    assert (counts.reads, counts.writes, counts.token_calls) == (2, 1, 1)
    counts = sandbox.database.calls.counts(athlete_code)
    assert (counts.reads, counts.writes, counts.token_calls) == (1, 0, 1)
    calls = [(call.platform, call.method, call.nature) for call in sandbox.database.calls.for_athlete(athlete_code)]
    assert calls == [
        ("ridewithgps", "PUT", "write"),
        ("ridewithgps", "GET", "read"),
        ("ridewithgps", "GET", "read"),
        ("strava", "GET", "read"),
        ("strava", "POST", "token"),
        ("ridewithgps", "POST", "token"),
    ]


def test_the_limits_are_ridewithgps_own_and_unstated(tmp_path):
    options = RideWithGpsOptions(limits=SandboxLimits(quarter=2))
    with Sandbox(tmp_path, ridewithgps=options) as sandbox:
        code = sandbox.database.athletes.create("small")
        application, strava = grant_ridewithgps(sandbox, code), grant_access(sandbox, code)
        assert [application.call("GET", LIST).status_code for _ in range(3)] == [200, 200, 429]
        assert strava.call("GET", "/athlete").headers["X-RateLimit-Usage"] == "1,1"
