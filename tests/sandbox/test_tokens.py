"""Tokens: used once, refreshed in time, rotated, revoked."""

import time

import pytest
import requests

from providers.sandbox.server import Sandbox
from tests.sandbox.application import CLIENT, granted, token_call
from tests.waiting import TIMEOUT_S


def problem(answer):
    [error] = answer.json()["errors"]
    return answer.status_code, answer.json()["message"], error["resource"], error["field"], error["code"]


@pytest.fixture
def code(sandbox):
    return sandbox.database.athletes.create("none")


def test_a_code_gives_tokens_of_six_hours_once(sandbox, code):
    offered = sandbox.database.grants.create_code(code, frozenset({"read"}))
    first, second = (token_call(sandbox, grant_type="authorization_code", code=offered) for _ in range(2))
    tokens = first.json()
    assert tokens["token_type"] == "Bearer"
    assert tokens["scope"] == "read"
    assert tokens["expires_in"] in (21_599, 21_600)
    assert abs(tokens["expires_at"] - time.time() - 21_600) < 5
    assert len(tokens["access_token"]) == len(tokens["refresh_token"]) == 40
    assert tokens["athlete"]["resource_state"] == 2
    assert problem(second) == (400, "Bad Request", "RequestToken", "code", "invalid")


def test_while_there_is_time_a_refresh_gives_the_same_tokens(sandbox, code):
    application = granted(sandbox, code)
    again = application.refresh().json()
    assert again["access_token"] == application.tokens["access_token"]
    assert again["refresh_token"] == application.tokens["refresh_token"]
    assert "athlete" not in again


def test_in_the_last_hour_both_are_new_and_the_old_refresh_token_is_dead(tmp_path):
    with Sandbox(tmp_path, access_s=3000) as sandbox:
        application = granted(sandbox, sandbox.database.athletes.create("none"))
        old = dict(application.tokens)
        application.tokens = application.refresh().json()
        assert application.tokens["access_token"] != old["access_token"]
        assert application.tokens["refresh_token"] != old["refresh_token"]
        dead = application.refresh(old["refresh_token"])
        assert problem(dead) == (400, "Bad Request", "RefreshToken", "refresh_token", "invalid")
        assert application.call("GET", "/athlete").status_code == 200


def test_an_expired_token_is_refused_and_can_be_refreshed(sandbox, code):
    application = granted(sandbox, code)
    sandbox.database.grants.expire_access_tokens(code)
    refused = application.call("GET", "/athlete")
    assert problem(refused) == (401, "Authorization Error", "Athlete", "access_token", "invalid")
    application.tokens = application.refresh().json()
    assert application.call("GET", "/athlete").status_code == 200


@pytest.mark.parametrize("kind", ["access_token", "refresh_token"])
def test_revoking_either_token_kills_both_and_nobody_elses(sandbox, code, kind):
    application, other = granted(sandbox, code), granted(sandbox, code)
    form = {"token": application.tokens[kind]}
    assert requests.post(f"{sandbox.url}/oauth/revoke", data=form, timeout=TIMEOUT_S).status_code == 401
    assert application.call("GET", "/athlete").status_code == 200
    revoked = requests.post(f"{sandbox.url}/oauth/revoke", data=form, auth=tuple(CLIENT.values()), timeout=TIMEOUT_S)
    assert revoked.status_code == 200
    assert application.call("GET", "/athlete").status_code == 401
    assert application.refresh().status_code == 400
    assert other.call("GET", "/athlete").status_code == 200


def test_the_older_way_to_revoke_works_too(sandbox, code):
    application = granted(sandbox, code)
    bearer = {"Authorization": f"Bearer {application.tokens['access_token']}"}
    first, second = (
        requests.post(f"{sandbox.url}/oauth/deauthorize", headers=bearer, timeout=TIMEOUT_S) for _ in range(2)
    )
    assert first.json() == {"access_token": application.tokens["access_token"]}
    assert second.status_code == 401


@pytest.mark.parametrize(
    ("fields", "field", "what"),
    [
        ({"client_secret": "wrong"}, "client_secret", "invalid"),
        ({"grant_type": "password"}, "grant_type", "invalid"),
    ],
)
def test_other_mistakes_are_bad_requests(sandbox, fields, field, what):
    answer = token_call(sandbox, **{"grant_type": "refresh_token", **fields})
    assert problem(answer) == (400, "Bad Request", "Application", field, what)
