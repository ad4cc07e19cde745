"""The sandbox's own pages: who sees what, and what athletes do there."""

import re

import pytest
import requests

from providers.sandbox.server import Sandbox
from tests.sandbox.application import CLIENT, consent, granted
from tests.waiting import TIMEOUT_S


def get(sandbox, path):
    return requests.get(f"{sandbox.url}{path}", timeout=TIMEOUT_S)


def send(sandbox, path, **fields):
    return requests.post(f"{sandbox.url}{path}", data=fields, timeout=TIMEOUT_S)


@pytest.fixture
def code(sandbox):
    return sandbox.database.athletes.create("small")


@pytest.fixture
def newest(sandbox, code):
    return sandbox.database.activities.for_athlete(code)[0]


def test_an_athlete_is_made_and_found_again_by_code(sandbox):
    made = send(sandbox, "/athletes", history="small")
    code = re.fullmatch(rf"{sandbox.url}/athletes/([a-z0-9]{{16}})/", made.url)
    assert code
    assert "12 activities" in made.text
    assert send(sandbox, "/athletes/open", code=f" {code[1].upper()} ").url == made.url


def test_a_code_that_nobody_has_opens_nothing(sandbox, code):
    for wrong in ("", "0" * 16, code[:-1], code + "a"):
        answer = send(sandbox, "/athletes/open", code=wrong)
        assert answer.status_code == 404
        assert "No athlete has that code." in answer.text


@pytest.mark.parametrize("rest", ["", "files.zip", "files/1.fit"])
def test_pages_of_an_unknown_code_are_not_there(sandbox, rest):
    assert get(sandbox, f"/athletes/{'0' * 16}/{rest}").status_code == 404


def test_strangers_do_not_meet(sandbox, code, newest):
    other = sandbox.database.athletes.create("small")
    page = get(sandbox, f"/athletes/{other}/").text
    assert str(newest.id) not in page
    assert code not in page
    assert get(sandbox, f"/athletes/{other}/files/{newest.id}.fit").status_code == 404
    send(sandbox, f"/athletes/{other}/activities/{newest.id}/name", name="Mine")
    send(sandbox, f"/athletes/{other}/activities/{newest.id}/delete")
    assert sandbox.database.activities.get(newest.id) == newest


def test_the_page_tells_names_renames_access_and_calls_but_no_token(sandbox, code, newest):
    application = granted(sandbox, code)
    application.call("PUT", f"/activities/{newest.id}", json={"name": "<i>New</i> & better"})
    page = get(sandbox, f"/athletes/{code}/").text
    assert "&lt;i&gt;New&lt;/i&gt; &amp; better" in page
    assert re.search(r"until [\d-]+ [\d:]+ UTC, renamed by the application", page)
    assert f"PUT /api/v3/activities/{newest.id}" in page
    assert "activity:write" in page
    assert re.search(r"0 reads, 1 write,\s+1 call for tokens", page)
    assert not [token for token in sandbox.database.grants.all_tokens(code) if token in page]


def test_pages_of_activities_go_on(sandbox):
    code = sandbox.database.athletes.create("year")
    pages = [get(sandbox, f"/athletes/{code}/?page={number}").text for number in ("1", "2", "3", "99", "x")]
    assert [page.count("<summary>") for page in pages] == [50, 50, 20, 20, 50]


def test_what_an_athlete_does_on_the_platform_is_told_by_the_api(sandbox, code, newest):
    application = granted(sandbox, code)
    send(sandbox, f"/athletes/{code}/activities/{newest.id}/name", name="Renamed there")
    assert application.get(f"/activities/{newest.id}")["name"] == "Renamed there"
    send(sandbox, f"/athletes/{code}/activities")
    records = application.get("/athlete/activities")
    assert len(records) == 13
    assert records[0]["id"] > newest.id
    send(sandbox, f"/athletes/{code}/activities/{newest.id}/delete")
    assert newest.id not in [record["id"] for record in application.get("/athlete/activities")]
    assert application.call("GET", f"/activities/{newest.id}").status_code == 404


def test_an_athlete_withdraws_access_there(sandbox, code):
    application = granted(sandbox, code)
    assert "withdrawn" in send(sandbox, f"/athletes/{code}/revoke").text
    assert application.call("GET", "/athlete").status_code == 401


def test_faults_are_asked_for_and_taken_away_on_the_page(sandbox, code):
    page = send(sandbox, f"/athletes/{code}/faults", fault="500", calls=["list", "rename"], times="3", seconds="1")
    assert re.search(r"500,\s+3 times: list, rename", page.text)
    send(sandbox, f"/athletes/{code}/faults", fault="flood")
    assert [fault.fault for fault in sandbox.database.faults.for_athlete(code)] == ["500"]
    send(sandbox, f"/athletes/{code}/faults/clear")
    assert sandbox.database.faults.for_athlete(code) == []


def test_no_answer_sets_a_cookie_and_pages_are_strict(sandbox, code, newest):
    application = granted(sandbox, code)
    paths = ("/", "/sandbox.css", "/nothing", f"/athletes/{code}/", f"/athletes/{code}/files.zip", "/oauth/authorize")
    answers = [get(sandbox, path) for path in paths] + [consent(sandbox), application.call("GET", "/athlete")]
    assert not [answer.url for answer in answers if "Set-Cookie" in answer.headers]
    for answer in answers[:4]:
        policy = answer.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; style-src 'self'; img-src data:; frame-ancestors 'none'")
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert "<script" not in answer.text


def test_a_restart_keeps_everything(tmp_path):
    with Sandbox(tmp_path) as sandbox:
        code = sandbox.database.athletes.create("small")
        application = granted(sandbox, code)
        before = application.get("/athlete/activities")
        application.call("PUT", f"/activities/{before[0]['id']}", json={"name": "Kept"})
        sandbox.database.faults.add(code, "500", ("athlete",))
    with Sandbox(tmp_path) as sandbox:
        application.sandbox = sandbox
        after = application.get("/athlete/activities")
        assert after[0]["name"] == "Kept"
        assert after[1:] == before[1:]
        assert application.call("GET", "/athlete").status_code == 500
        counts = sandbox.database.calls.counts(code)
        assert (counts.reads, counts.writes, counts.token_calls) == (3, 1, 1)


def test_programs_make_athletes_and_read_counts_with_the_clients_name(sandbox):
    where, client = f"{sandbox.url}/control/athletes", tuple(CLIENT.values())
    assert requests.post(where, json={}, timeout=TIMEOUT_S).status_code == 401
    assert requests.post(where, json={"history": "long"}, auth=client, timeout=TIMEOUT_S).status_code == 400
    assert requests.post(where, data="[]", auth=client, timeout=TIMEOUT_S).status_code == 400
    made = requests.post(where, json={"history": "demo", "activities": 250}, auth=client, timeout=TIMEOUT_S).json()
    tokens = requests.post(
        f"{sandbox.url}/oauth/token",
        data=CLIENT | {"grant_type": "authorization_code", "code": made["authorization_code"]},
        timeout=TIMEOUT_S,
    ).json()
    assert "activity:write" in tokens["scope"]
    told = requests.get(f"{where}/{made['code']}", auth=client, timeout=TIMEOUT_S).json()
    assert told == {"code": made["code"], "activities": 250, "reads": 0, "writes": 0, "token_calls": 1}
    [call] = requests.get(f"{where}/{made['code']}/calls", auth=client, timeout=TIMEOUT_S).json()
    assert (call["method"], call["target"], call["status"]) == ("POST", "/oauth/token", 200)
    assert tokens["access_token"] in call["answer"]
    assert requests.get(f"{where}/{made['code']}", timeout=TIMEOUT_S).status_code == 401
    assert requests.get(f"{where}/{'0' * 16}", auth=client, timeout=TIMEOUT_S).status_code == 404


def test_bodies_are_kept_only_when_asked_and_counts_outlive_the_log(tmp_path, monkeypatch):
    monkeypatch.setattr("providers.sandbox.database.calls.MAX_LOGGED_CALLS", 50)
    with Sandbox(tmp_path) as sandbox:
        code = sandbox.database.athletes.create("none")
        application = granted(sandbox, code)
        for _ in range(110):
            application.get("/athlete")
        assert sandbox.database.calls.counts(code).reads == 110
        calls = sandbox.database.calls.for_athlete(code)
        assert 50 <= len(calls) < 110
        assert {(call.request, call.answer) for call in calls} == {("", "")}


@pytest.mark.parametrize("path", ["/activities/{}", "/settings/apps"])
def test_where_a_platform_knows_its_visitor_the_code_is_asked_for(sandbox, newest, path):
    page = get(sandbox, path.format(newest.id))
    assert page.status_code == 200
    assert "Give the athlete’s code" in page.text
    assert newest.fixture.name not in page.text
