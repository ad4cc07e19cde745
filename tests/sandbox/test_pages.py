"""The sandbox's own pages show an athlete's data by its code alone, and change it as Strava's pages would."""

import re

import pytest
import requests

from providers.sandbox.server import Sandbox
from tests.sandbox.application import CLIENT_AUTH, grant_access, request_tokens, submit_consent
from tests.waiting import TIMEOUT_S


def get_page(sandbox, path):
    return requests.get(f"{sandbox.url}{path}", timeout=TIMEOUT_S)


def post_form(sandbox, path, **fields):
    return requests.post(f"{sandbox.url}{path}", data=fields, timeout=TIMEOUT_S)


def test_an_athlete_is_created_and_opened_by_its_code(sandbox):
    response = post_form(sandbox, "/athletes", history="small")
    match = re.fullmatch(rf"{sandbox.url}/athletes/([a-z0-9]{{16}})/", response.url)
    assert match
    assert "12 activities" in response.text
    assert post_form(sandbox, "/athletes/open", code=f" {match[1].upper()} ").url == response.url


def test_an_unknown_code_opens_no_athlete(sandbox, athlete_code):
    for unknown in ("", "0" * 16, athlete_code[:-1], athlete_code + "a"):
        response = post_form(sandbox, "/athletes/open", code=unknown)
        assert response.status_code == 404
        assert "No athlete has that code." in response.text


@pytest.mark.parametrize("path", ["", "files.zip", "files/1.fit"])
def test_pages_of_an_unknown_code_are_not_found(sandbox, path):
    assert get_page(sandbox, f"/athletes/{'0' * 16}/{path}").status_code == 404


def test_an_athlete_neither_sees_nor_changes_the_activities_of_another(sandbox, athlete_code, newest_activity):
    other = sandbox.database.athletes.create("small")
    page = get_page(sandbox, f"/athletes/{other}/").text
    assert str(newest_activity.id) not in page
    assert athlete_code not in page
    assert get_page(sandbox, f"/athletes/{other}/files/{newest_activity.id}.fit").status_code == 404
    post_form(sandbox, f"/athletes/{other}/activities/{newest_activity.id}/name", name="Mine")
    post_form(sandbox, f"/athletes/{other}/activities/{newest_activity.id}/delete")
    assert sandbox.database.activities.get(newest_activity.id) == newest_activity


def test_the_page_shows_names_renames_access_and_calls_but_no_token(sandbox, athlete_code, newest_activity):
    application = grant_access(sandbox, athlete_code)
    application.call("PUT", f"/activities/{newest_activity.id}", json={"name": "<i>New</i> & better"})
    page = get_page(sandbox, f"/athletes/{athlete_code}/").text
    assert "&lt;i&gt;New&lt;/i&gt; &amp; better" in page
    assert re.search(r"until [\d-]+ [\d:]+ UTC, renamed by the application", page)
    assert f"PUT /api/v3/activities/{newest_activity.id}" in page
    assert "activity:write" in page
    assert re.search(r"0 reads, 1 write,\s+1 call for tokens", page)
    assert not [token for token in sandbox.database.grants.all_tokens(athlete_code) if token in page]


def test_activities_are_listed_on_pages_of_50(sandbox):
    athlete_code = sandbox.database.athletes.create("year")
    path = f"/athletes/{athlete_code}/?page="
    pages = [get_page(sandbox, path + number).text for number in ("1", "2", "3", "99", "x")]
    assert [page.count("<summary>") for page in pages] == [50, 50, 20, 20, 50]


def test_the_api_returns_what_an_athlete_changes_on_the_page(sandbox, athlete_code, newest_activity):
    application = grant_access(sandbox, athlete_code)
    post_form(sandbox, f"/athletes/{athlete_code}/activities/{newest_activity.id}/name", name="Renamed there")
    assert application.get(f"/activities/{newest_activity.id}")["name"] == "Renamed there"
    post_form(sandbox, f"/athletes/{athlete_code}/activities")
    records = application.get("/athlete/activities")
    assert len(records) == 13
    assert max(record["id"] for record in records) > newest_activity.id
    post_form(sandbox, f"/athletes/{athlete_code}/activities/{newest_activity.id}/delete")
    assert newest_activity.id not in [record["id"] for record in application.get("/athlete/activities")]
    assert application.call("GET", f"/activities/{newest_activity.id}").status_code == 404


def test_an_athlete_withdraws_access_on_the_page(sandbox, athlete_code):
    application = grant_access(sandbox, athlete_code)
    assert "revoked" in post_form(sandbox, f"/athletes/{athlete_code}/revoke").text
    assert application.call("GET", "/athlete").status_code == 401


def test_faults_are_added_and_cleared_on_the_page(sandbox, athlete_code):
    path = f"/athletes/{athlete_code}/faults"
    page = post_form(sandbox, path, fault="500", calls=["list", "rename"], times="3", seconds="1")
    assert re.search(r"500,\s+3 times: list, rename", page.text)
    post_form(sandbox, path, fault="flood")
    assert [fault.fault for fault in sandbox.database.faults.for_athlete(athlete_code)] == ["500"]
    post_form(sandbox, f"{path}/clear")
    assert sandbox.database.faults.for_athlete(athlete_code) == []


def test_no_response_sets_a_cookie_and_pages_have_a_strict_policy(sandbox, athlete_code, newest_activity):
    application = grant_access(sandbox, athlete_code)
    athlete_path = f"/athletes/{athlete_code}/"
    paths = ("/", "/sandbox.css", "/nothing", athlete_path, f"{athlete_path}files.zip", "/oauth/authorize")
    responses = [get_page(sandbox, path) for path in paths]
    responses += [submit_consent(sandbox), application.call("GET", "/athlete")]
    assert not [response.url for response in responses if "Set-Cookie" in response.headers]
    for response in responses[:4]:
        policy = response.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; style-src 'self'; img-src data:; frame-ancestors 'none'")
        assert response.headers["Referrer-Policy"] == "no-referrer"
        assert "<script" not in response.text


def test_a_restart_keeps_athletes_grants_faults_and_counts(tmp_path):
    with Sandbox(tmp_path) as sandbox:
        athlete_code = sandbox.database.athletes.create("small")
        application = grant_access(sandbox, athlete_code)
        before = application.get("/athlete/activities")
        application.call("PUT", f"/activities/{before[0]['id']}", json={"name": "Kept"})
        sandbox.database.faults.add(athlete_code, "500", ("athlete",))
    with Sandbox(tmp_path) as sandbox:
        application.sandbox = sandbox
        after = application.get("/athlete/activities")
        assert after[0]["name"] == "Kept"
        assert after[1:] == before[1:]
        assert application.call("GET", "/athlete").status_code == 500
        counts = sandbox.database.calls.counts(athlete_code)
        assert (counts.reads, counts.writes, counts.token_calls) == (3, 1, 1)


def test_only_the_client_creates_athletes_and_reads_counts_over_http(sandbox):
    url = f"{sandbox.url}/control/athletes"
    assert requests.post(url, json={}, timeout=TIMEOUT_S).status_code == 401
    assert requests.post(url, json={"history": "long"}, auth=CLIENT_AUTH, timeout=TIMEOUT_S).status_code == 400
    assert requests.post(url, data="[]", auth=CLIENT_AUTH, timeout=TIMEOUT_S).status_code == 400
    fields = {"history": "demo", "activities": 250}
    athlete = requests.post(url, json=fields, auth=CLIENT_AUTH, timeout=TIMEOUT_S).json()
    code = athlete["authorization_code"]
    tokens = request_tokens(sandbox, grant_type="authorization_code", code=code).json()
    assert "activity:write" in tokens["scope"]
    counts = requests.get(f"{url}/{athlete['code']}", auth=CLIENT_AUTH, timeout=TIMEOUT_S).json()
    assert counts == {"code": athlete["code"], "activities": 250, "reads": 0, "writes": 0, "token_calls": 1}
    [call] = requests.get(f"{url}/{athlete['code']}/calls", auth=CLIENT_AUTH, timeout=TIMEOUT_S).json()
    assert (call["method"], call["target"], call["status"]) == ("POST", "/oauth/token", 200)
    assert tokens["access_token"] in call["answer"]
    assert requests.get(f"{url}/{athlete['code']}", timeout=TIMEOUT_S).status_code == 401
    assert requests.get(f"{url}/{'0' * 16}", auth=CLIENT_AUTH, timeout=TIMEOUT_S).status_code == 404


def test_bodies_are_logged_only_on_demand_and_counts_outlive_the_log(tmp_path, monkeypatch):
    monkeypatch.setattr("providers.sandbox.database.calls.MAX_LOGGED_CALLS", 50)
    with Sandbox(tmp_path) as sandbox:
        athlete_code = sandbox.database.athletes.create("none")
        application = grant_access(sandbox, athlete_code)
        for _ in range(110):
            application.get("/athlete")
        assert sandbox.database.calls.counts(athlete_code).reads == 110
        calls = sandbox.database.calls.for_athlete(athlete_code)
        assert 50 <= len(calls) < 110
        assert {(call.request, call.answer) for call in calls} == {("", "")}


@pytest.mark.parametrize("path", ["/activities/{}", "/settings/apps"])
def test_pages_that_need_a_signed_in_athlete_ask_for_the_code(sandbox, newest_activity, path):
    page = get_page(sandbox, path.format(newest_activity.id))
    assert page.status_code == 200
    assert "Enter the athlete’s code" in page.text
    assert newest_activity.fixture.name not in page.text
