"""Each fault looks from outside as it does on a real platform."""

import json
import time

import pytest
import requests

from tests.sandbox.application import CLIENT_AUTH, grant_access, read_error
from tests.waiting import TIMEOUT_S


def rename_activity(application, activity):
    return application.call("PUT", f"/activities/{activity.id}", json={"name": "New"})


def stored_name(sandbox, activity):
    return sandbox.database.activities.get(activity.id).fixture.name


def test_a_500_changes_nothing_and_occurs_as_often_as_it_was_added(sandbox, athlete_code, application, newest_activity):
    sandbox.database.faults.add(athlete_code, "500", ("rename",), times=2)
    for _ in range(2):
        assert rename_activity(application, newest_activity).status_code == 500
    assert stored_name(sandbox, newest_activity) == newest_activity.fixture.name
    assert rename_activity(application, newest_activity).status_code == 200
    assert sandbox.database.calls.counts(athlete_code).writes == 3


def test_a_500_after_the_change_has_changed_the_activity(sandbox, athlete_code, application, newest_activity):
    sandbox.database.faults.add(athlete_code, "500_after_change", ("rename",))
    assert rename_activity(application, newest_activity).status_code == 500
    assert stored_name(sandbox, newest_activity) == "New"


def test_a_lost_reply_has_changed_the_activity(sandbox, athlete_code, application, newest_activity):
    sandbox.database.faults.add(athlete_code, "lost_reply", ("rename",))
    with pytest.raises(requests.ConnectionError):
        rename_activity(application, newest_activity)
    assert stored_name(sandbox, newest_activity) == "New"
    [call] = [call for call in sandbox.database.calls.for_athlete(athlete_code) if call.nature == "write"]
    assert (call.status, call.fault) == (0, "lost_reply")


def test_a_timeout_hangs_and_changes_nothing(sandbox, athlete_code, application, newest_activity):
    sandbox.database.faults.add(athlete_code, "timeout", ("rename",), seconds=0.3)
    start = time.monotonic()
    with pytest.raises(requests.ConnectionError):
        rename_activity(application, newest_activity)
    assert time.monotonic() - start >= 0.25
    assert stored_name(sandbox, newest_activity) == newest_activity.fixture.name


def test_the_sandbox_ends_while_a_call_hangs(sandbox, athlete_code, application):
    sandbox.database.faults.add(athlete_code, "timeout", seconds=24 * 3600)
    with pytest.raises(requests.ReadTimeout):
        requests.get(
            f"{sandbox.url}/api/v3/athlete",
            headers={"Authorization": f"Bearer {application.tokens['access_token']}"},
            timeout=(TIMEOUT_S, 0.2),
        )
    sandbox.__exit__(None, None, None)  # if it waited for the hanging call, it would outlast the test


def test_a_429_has_the_body_of_an_exceeded_limit(sandbox, athlete_code, application):
    sandbox.database.faults.add(athlete_code, "429", ("list",))
    response = application.call("GET", "/athlete/activities")
    assert read_error(response) == (429, "Rate Limit Exceeded", "Application", "rate limit", "exceeded")
    assert response.headers["X-RateLimit-Usage"].startswith("20000,")
    assert application.call("GET", "/athlete/activities").headers["X-RateLimit-Usage"] == "1,1"


def test_a_page_of_html_has_status_200(sandbox, athlete_code, application):
    sandbox.database.faults.add(athlete_code, "html")
    response = application.call("GET", "/athlete/activities")
    assert (response.status_code, response.headers["Content-Type"]) == (200, "text/html; charset=utf-8")


def test_half_a_json_document_cannot_be_parsed(sandbox, athlete_code, application):
    sandbox.database.faults.add(athlete_code, "half_json", ("list",))
    response = application.call("GET", "/athlete/activities")
    assert response.status_code == 200
    with pytest.raises(ValueError, match=r".+"):
        json.loads(response.text)


def test_a_revoked_grant_allows_neither_calls_nor_refreshes(sandbox, athlete_code, application):
    sandbox.database.faults.add(athlete_code, "revoked", ("list",))
    assert application.call("GET", "/athlete").status_code == 200
    assert read_error(application.call("GET", "/athlete/activities"))[:3] == (401, "Authorization Error", "Athlete")
    assert read_error(application.refresh())[2:] == ("RefreshToken", "refresh_token", "invalid")
    assert application.call("GET", "/athlete").status_code == 401


def test_an_inactive_application_is_forbidden(sandbox, athlete_code, application):
    sandbox.database.faults.add(athlete_code, "inactive")
    response = application.call("GET", "/athlete")
    assert read_error(response) == (403, "Forbidden", "Application", "Status", "Inactive")
    assert application.call("GET", "/athlete").status_code == 200


def test_a_list_can_hold_a_record_without_date(sandbox, athlete_code, application):
    sandbox.database.faults.add(athlete_code, "no_date", ("list",))
    records = application.get("/athlete/activities")
    assert [("start_date" in record) for record in records[:2]] == [False, True]


def test_a_name_can_be_huge_and_hold_markup(sandbox, athlete_code, application, newest_activity):
    sandbox.database.faults.add(athlete_code, "huge_name")
    assert len(application.get("/athlete/activities")[0]["name"]) == 10_240
    sandbox.database.faults.add(athlete_code, "huge_name", ("detail",))
    assert "<script>" in application.get(f"/activities/{newest_activity.id}")["name"]


def test_a_broken_activity_stays_broken_and_breaks_no_other(sandbox, athlete_code, application, newest_activity):
    sandbox.database.faults.add(athlete_code, "broken_activity", activity=newest_activity.id)
    for _ in range(2):
        assert application.call("GET", f"/activities/{newest_activity.id}").json() == {"message": "error"}
    other = sandbox.database.activities.for_athlete(athlete_code)[1]
    assert application.call("GET", f"/activities/{other.id}").status_code == 200
    assert application.call("GET", "/athlete/activities").status_code == 200


def test_token_calls_can_fail_and_a_lost_reply_has_rotated_the_tokens(sandbox, athlete_code, application):
    sandbox.database.faults.add(athlete_code, "500", ("token",))
    assert application.refresh().status_code == 500
    sandbox.database.grants.expire_access_tokens(athlete_code)
    sandbox.database.faults.add(athlete_code, "lost_reply", ("token",))
    with pytest.raises(requests.ConnectionError):
        application.refresh()
    assert application.refresh().status_code == 400


def test_a_fault_affects_no_other_athlete(sandbox, athlete_code):
    other = grant_access(sandbox, sandbox.database.athletes.create("none"))
    sandbox.database.faults.add(athlete_code, "500")
    assert other.call("GET", "/athlete").status_code == 200


def test_only_the_client_adds_faults_over_http(sandbox, athlete_code, application):
    fault = {"athlete": athlete_code, "fault": "500", "calls": ["athlete"], "times": 1}
    url = f"{sandbox.url}/control/faults"
    assert requests.post(url, json=fault, timeout=TIMEOUT_S).status_code == 401
    assert requests.post(url, json=fault, auth=CLIENT_AUTH, timeout=TIMEOUT_S).status_code == 201
    assert application.call("GET", "/athlete").status_code == 500
    for change in ({"fault": "flood"}, {"calls": ["nothing"]}, {"more": 1}):
        assert requests.post(url, json=fault | change, auth=CLIENT_AUTH, timeout=TIMEOUT_S).status_code == 400
    assert requests.post(url, json=fault | {"athlete": "x"}, auth=CLIENT_AUTH, timeout=TIMEOUT_S).status_code == 404


def test_a_slow_answer_is_whole_and_comes_late(sandbox, athlete_code, application):
    sandbox.database.faults.add(athlete_code, "slow", ("list",), seconds=0.2)
    slow = application.call("GET", "/athlete/activities")
    assert slow.elapsed.total_seconds() >= 0.2
    assert slow.json() == application.get("/athlete/activities")
