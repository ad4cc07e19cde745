"""Faults on demand: each looks from outside as it does where it happens."""

import json
import time

import pytest
import requests

from tests.sandbox.application import CLIENT, granted
from tests.sandbox.test_tokens import problem
from tests.waiting import TIMEOUT_S

BASIC = tuple(CLIENT.values())


@pytest.fixture
def code(sandbox):
    return sandbox.database.athletes.create("small")


@pytest.fixture
def application(sandbox, code):
    return granted(sandbox, code)


@pytest.fixture
def newest(sandbox, code):
    return sandbox.database.activities.for_athlete(code)[0]


def rename(application, activity):
    return application.call("PUT", f"/activities/{activity.id}", json={"name": "New"})


def name_of(sandbox, activity):
    return sandbox.database.activities.get(activity.id).fixture.name


def test_500_does_nothing_and_counts_down(sandbox, code, application, newest):
    sandbox.database.faults.add(code, "500", ("rename",), times=2)
    for _ in range(2):
        assert rename(application, newest).status_code == 500
    assert name_of(sandbox, newest) == newest.fixture.name
    assert rename(application, newest).status_code == 200
    assert sandbox.database.calls.counts(code).writes == 3


def test_500_after_the_change_has_changed(sandbox, code, application, newest):
    sandbox.database.faults.add(code, "500_after_change", ("rename",))
    assert rename(application, newest).status_code == 500
    assert name_of(sandbox, newest) == "New"


def test_a_lost_reply_has_changed_too(sandbox, code, application, newest):
    sandbox.database.faults.add(code, "lost_reply", ("rename",))
    with pytest.raises(requests.ConnectionError):
        rename(application, newest)
    assert name_of(sandbox, newest) == "New"
    [call] = [call for call in sandbox.database.calls.for_athlete(code) if call.nature == "write"]
    assert (call.status, call.fault) == (0, "lost_reply")


def test_a_timeout_hangs_and_changes_nothing(sandbox, code, application, newest):
    sandbox.database.faults.add(code, "timeout", ("rename",), seconds=0.3)
    begun = time.monotonic()
    with pytest.raises(requests.ConnectionError):
        rename(application, newest)
    assert time.monotonic() - begun >= 0.25
    assert name_of(sandbox, newest) == newest.fixture.name


def test_a_hanging_call_does_not_keep_the_sandbox_from_ending(sandbox, code, application):
    sandbox.database.faults.add(code, "timeout", seconds=24 * 3600)
    with pytest.raises(requests.ReadTimeout):
        requests.get(
            f"{sandbox.url}/api/v3/athlete",
            headers={"Authorization": f"Bearer {application.tokens['access_token']}"},
            timeout=0.2,
        )
    sandbox.__exit__(None, None, None)  # returns, where waiting for the hanging call would outlast the test


def test_429_has_the_body_of_a_used_up_limit(sandbox, code, application):
    sandbox.database.faults.add(code, "429", ("list",))
    answer = application.call("GET", "/athlete/activities")
    assert problem(answer) == (429, "Rate Limit Exceeded", "Application", "rate limit", "exceeded")
    assert answer.headers["X-RateLimit-Usage"].startswith("20000,")
    assert application.call("GET", "/athlete/activities").headers["X-RateLimit-Usage"] == "1,1"


def test_a_page_of_html_comes_with_200(sandbox, code, application):
    sandbox.database.faults.add(code, "html")
    answer = application.call("GET", "/athlete/activities")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/html; charset=utf-8")


def test_half_a_json_cannot_be_read(sandbox, code, application):
    sandbox.database.faults.add(code, "half_json", ("list",))
    answer = application.call("GET", "/athlete/activities")
    assert answer.status_code == 200
    with pytest.raises(ValueError, match=r".+"):
        json.loads(answer.text)


def test_a_revoked_grant_is_dead_for_calls_and_for_refreshes(sandbox, code, application):
    sandbox.database.faults.add(code, "revoked", ("list",))
    assert application.call("GET", "/athlete").status_code == 200
    assert problem(application.call("GET", "/athlete/activities"))[:3] == (401, "Authorization Error", "Athlete")
    assert problem(application.refresh())[2:] == ("RefreshToken", "refresh_token", "invalid")
    assert application.call("GET", "/athlete").status_code == 401


def test_an_inactive_application_is_forbidden(sandbox, code, application):
    sandbox.database.faults.add(code, "inactive")
    answer = application.call("GET", "/athlete")
    assert problem(answer) == (403, "Forbidden", "Application", "Status", "Inactive")
    assert application.call("GET", "/athlete").status_code == 200


def test_one_record_has_no_date(sandbox, code, application):
    sandbox.database.faults.add(code, "no_date", ("list",))
    records = application.get("/athlete/activities")
    assert [("start_date" in record) for record in records[:2]] == [False, True]


def test_one_name_is_huge_and_has_markup(sandbox, code, application, newest):
    sandbox.database.faults.add(code, "huge_name")
    assert len(application.get("/athlete/activities")[0]["name"]) == 10_240
    sandbox.database.faults.add(code, "huge_name", ("detail",))
    assert "<script>" in application.get(f"/activities/{newest.id}")["name"]


def test_a_broken_activity_stays_broken_and_is_the_only_one(sandbox, code, application, newest):
    sandbox.database.faults.add(code, "broken_activity", activity=newest.id)
    for _ in range(2):
        assert application.call("GET", f"/activities/{newest.id}").json() == {"message": "error"}
    other = sandbox.database.activities.for_athlete(code)[1]
    assert application.call("GET", f"/activities/{other.id}").status_code == 200
    assert application.call("GET", "/athlete/activities").status_code == 200


def test_token_calls_fail_too_and_a_lost_reply_has_rotated(sandbox, code, application):
    sandbox.database.faults.add(code, "500", ("token",))
    assert application.refresh().status_code == 500
    sandbox.database.grants.expire_access_tokens(code)
    sandbox.database.faults.add(code, "lost_reply", ("token",))
    with pytest.raises(requests.ConnectionError):
        application.refresh()
    assert application.refresh().status_code == 400


def test_nobody_elses_calls_fail(sandbox, code):
    other = granted(sandbox, sandbox.database.athletes.create("none"))
    sandbox.database.faults.add(code, "500")
    assert other.call("GET", "/athlete").status_code == 200


def test_faults_are_asked_for_over_http_by_the_client_alone(sandbox, code, application):
    asked = {"athlete": code, "fault": "500", "calls": ["athlete"], "times": 1}
    where = f"{sandbox.url}/control/faults"
    assert requests.post(where, json=asked, timeout=TIMEOUT_S).status_code == 401
    assert requests.post(where, json=asked, auth=BASIC, timeout=TIMEOUT_S).status_code == 201
    assert application.call("GET", "/athlete").status_code == 500
    for wrong in ({"fault": "flood"}, {"calls": ["nothing"]}, {"more": 1}):
        assert requests.post(where, json=asked | wrong, auth=BASIC, timeout=TIMEOUT_S).status_code == 400
    assert requests.post(where, json=asked | {"athlete": "x"}, auth=BASIC, timeout=TIMEOUT_S).status_code == 404
