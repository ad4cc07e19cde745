"""The consent page accepts known applications, and returns visitors with their decision."""

import re

import pytest
import requests

from providers.sandbox.server import Sandbox
from tests.markup import compact
from tests.sandbox.application import (
    CLIENT,
    REDIRECT_URI,
    SCOPES,
    redirect_parameters,
    request_tokens,
    submit_consent,
)
from tests.waiting import TIMEOUT_S


def open_consent_page(sandbox, **fields):
    request = {"client_id": "sandbox", "redirect_uri": REDIRECT_URI, "scope": SCOPES, "state": "s"}
    parameters = request | {"response_type": "code"} | fields
    return requests.get(f"{sandbox.url}/oauth/authorize", params=parameters, timeout=TIMEOUT_S)


def test_the_page_names_the_requested_scopes_and_says_that_it_is_a_sandbox(sandbox):
    response = open_consent_page(sandbox)
    assert response.status_code == 200
    assert "sandbox, not Strava" in response.text
    for requested_scope in SCOPES.split(","):
        assert f'value="{requested_scope}" checked' in compact(response.text)
    assert "profile:write" not in response.text
    policy = response.headers["Content-Security-Policy"]
    assert policy.endswith("form-action 'self' http://localhost:8000")
    assert "script" not in policy


def test_opening_the_page_creates_no_athlete(sandbox):
    match = re.search(r'name="new" value="(\w{16})"', open_consent_page(sandbox).text)
    assert match
    assert sandbox.database.athletes.get(match[1]) is None


def test_a_grant_returns_the_state_a_code_and_the_scopes(sandbox):
    parameters = redirect_parameters(submit_consent(sandbox))
    assert parameters["next"] == "/connections/"
    assert parameters["state"] == "s/1"
    assert parameters["scope"].split(",") == ["read", "profile:read_all", "activity:read_all", "activity:write"]
    tokens = request_tokens(sandbox, grant_type="authorization_code", code=parameters["code"]).json()
    athlete = sandbox.database.athletes.get_by_number(tokens["athlete"]["id"])
    assert athlete
    assert sandbox.database.activities.count(athlete.code) == 120


def test_a_new_athlete_has_the_code_that_the_page_names_even_if_the_form_is_sent_twice(sandbox):
    athlete_code = "abcdefgh12345678"
    for _ in range(2):
        code = redirect_parameters(submit_consent(sandbox, new=athlete_code))["code"]
        assert sandbox.database.grants.athlete_of_code(code) == athlete_code


def test_a_visitor_can_grant_fewer_scopes_and_reading_stays(sandbox):
    parameters = redirect_parameters(submit_consent(sandbox, scope=["activity:read_all", "profile:write"]))
    assert parameters["scope"] == "read,activity:read_all"
    tokens = request_tokens(sandbox, grant_type="authorization_code", code=parameters["code"]).json()
    assert tokens["scope"] == "activity:read_all,read"


def test_a_denial_is_returned_and_creates_no_athlete(sandbox):
    response = submit_consent(sandbox, decision="cancel", new="abcdefgh12345678")
    assert redirect_parameters(response) == {"next": "/connections/", "state": "s/1", "error": "access_denied"}
    assert sandbox.database.athletes.get("abcdefgh12345678") is None


@pytest.mark.parametrize("choice", ["code", "new"])
def test_an_existing_athlete_is_chosen_by_code(sandbox, choice):
    athlete_code = sandbox.database.athletes.create("small")
    parameters = redirect_parameters(submit_consent(sandbox, who=choice, code=f" {athlete_code.upper()} "))
    assert sandbox.database.grants.athlete_of_code(parameters["code"]) == athlete_code


@pytest.mark.parametrize("code", ["", "abcdefgh12345678", "<b>"])
def test_an_unknown_code_is_reported_and_grants_nothing(sandbox, code):
    response = submit_consent(sandbox, who="code", code=code, scope=["activity:write"])
    assert response.status_code == 422
    assert "No athlete has that code. No access was granted." in response.text
    assert 'value="activity:write" checked' in compact(response.text)
    assert 'value="activity:read_all">' in compact(response.text)


@pytest.mark.parametrize("uri", ["https://evil.example/back", "javascript:alert(1)", "", "http://[", "//localhost/"])
def test_visitors_return_only_to_hosts_of_this_machine(sandbox, uri):
    for response in (open_consent_page(sandbox, redirect_uri=uri), submit_consent(sandbox, redirect_uri=uri)):
        assert response.status_code == 400
        assert "can’t send you here" in response.text


def test_a_sandbox_can_allow_another_host(tmp_path):
    with Sandbox(tmp_path, callback_hosts=["bikes.example"]) as sandbox:
        response = open_consent_page(sandbox, redirect_uri="https://bikes.example/back/")
        assert response.headers["Content-Security-Policy"].endswith("'self' https://bikes.example")
        assert open_consent_page(sandbox, redirect_uri="https://other.example/").status_code == 400


def test_an_unknown_client_is_refused(sandbox):
    error = {"message": "Bad Request", "errors": [{"resource": "Application", "field": "client_id", "code": "invalid"}]}
    assert open_consent_page(sandbox, client_id="7").json() == error
    response = requests.post(f"{sandbox.url}/oauth/token", data=CLIENT | {"client_id": "7"}, timeout=TIMEOUT_S)
    assert (response.status_code, response.json()) == (400, error)
