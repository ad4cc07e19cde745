"""The consent page: who may send visitors there, and what they bring back."""

import re

import pytest
import requests

from providers.sandbox.server import Sandbox
from tests.sandbox.application import BACK, CLIENT, SCOPES, consent, token_call, told
from tests.waiting import TIMEOUT_S


def ask(sandbox, **fields):
    asked = {"client_id": "sandbox", "redirect_uri": BACK, "scope": SCOPES, "state": "s", "response_type": "code"}
    return requests.get(f"{sandbox.url}/oauth/authorize", params=asked | fields, timeout=TIMEOUT_S)


def test_the_page_says_what_is_asked_and_that_nobody_is_real(sandbox):
    page = ask(sandbox)
    assert page.status_code == 200
    assert "sandbox, not Strava" in page.text
    for scope in SCOPES.split(","):
        assert f'value="{scope}" checked' in page.text
    assert "profile:write" not in page.text
    policy = page.headers["Content-Security-Policy"]
    assert policy.endswith("form-action 'self' http://localhost:8000")
    assert "script" not in policy


def test_looking_at_it_changes_nothing(sandbox):
    new = re.search(r'name="new" value="(\w{16})"', ask(sandbox).text)
    assert new
    assert sandbox.database.athletes.get(new[1]) is None


def test_a_yes_brings_back_the_state_a_code_and_the_scopes(sandbox):
    back = told(consent(sandbox))
    assert back["next"] == "/connections/"
    assert back["state"] == "s/1"
    assert back["scope"].split(",") == ["read", "profile:read_all", "activity:read_all", "activity:write"]
    tokens = token_call(sandbox, grant_type="authorization_code", code=back["code"]).json()
    athlete = sandbox.database.athletes.get_by_number(tokens["athlete"]["id"])
    assert athlete
    assert sandbox.database.activities.count(athlete.code) == 120


def test_the_new_athlete_has_the_code_that_the_page_named_even_when_the_form_comes_twice(sandbox):
    named = "abcdefgh12345678"
    for _ in range(2):
        code = told(consent(sandbox, new=named))["code"]
        assert sandbox.database.grants.athlete_of_code(code) == named


def test_fewer_scopes_can_be_allowed_but_reading_stays(sandbox):
    back = told(consent(sandbox, scope=["activity:read_all", "profile:write"]))
    assert back["scope"] == "read,activity:read_all"
    tokens = token_call(sandbox, grant_type="authorization_code", code=back["code"]).json()
    assert tokens["scope"] == "activity:read_all,read"


def test_a_no_is_brought_back_and_makes_nobody(sandbox):
    answer = consent(sandbox, decision="cancel", new="abcdefgh12345678")
    assert told(answer) == {"next": "/connections/", "state": "s/1", "error": "access_denied"}
    assert sandbox.database.athletes.get("abcdefgh12345678") is None


@pytest.mark.parametrize("who", ["code", "new"])
def test_an_athlete_that_one_has_is_named_by_code(sandbox, who):
    code = sandbox.database.athletes.create("small")
    back = told(consent(sandbox, who=who, code=f" {code.upper()} "))
    assert sandbox.database.grants.athlete_of_code(back["code"]) == code


@pytest.mark.parametrize("code", ["", "abcdefgh12345678", "<b>"])
def test_a_code_that_nobody_has_is_said_and_allows_nothing(sandbox, code):
    answer = consent(sandbox, who="code", code=code, scope=["activity:write"])
    assert answer.status_code == 422
    assert "No athlete has that code. Nothing was allowed." in answer.text
    assert 'value="activity:write" checked' in answer.text
    assert 'value="activity:read_all">' in answer.text


@pytest.mark.parametrize("uri", ["https://evil.example/back", "javascript:alert(1)", "", "http://[", "//localhost/"])
def test_visitors_go_back_to_hosts_of_this_machine_only(sandbox, uri):
    for answer in (ask(sandbox, redirect_uri=uri), consent(sandbox, redirect_uri=uri)):
        assert answer.status_code == 400
        assert "may not send you here" in answer.text


def test_another_host_can_be_allowed(tmp_path):
    with Sandbox(tmp_path, callback_hosts=["bikes.example"]) as sandbox:
        page = ask(sandbox, redirect_uri="https://bikes.example/back/")
        assert page.headers["Content-Security-Policy"].endswith("'self' https://bikes.example")
        assert ask(sandbox, redirect_uri="https://other.example/").status_code == 400


def test_only_one_client_is_known(sandbox):
    wrong = {"message": "Bad Request", "errors": [{"resource": "Application", "field": "client_id", "code": "invalid"}]}
    assert ask(sandbox, client_id="7").json() == wrong
    answer = requests.post(f"{sandbox.url}/oauth/token", data=CLIENT | {"client_id": "7"}, timeout=TIMEOUT_S)
    assert (answer.status_code, answer.json()) == (400, wrong)
