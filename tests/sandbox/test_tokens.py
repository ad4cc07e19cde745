"""Tokens are issued once for a code, refreshed in time, rotated and revoked."""

import time
from typing import Any

import pytest
import requests

from providers.sandbox.server import Sandbox
from tests.sandbox.application import CLIENT, CLIENT_AUTH, grant_access, read_error, request_tokens
from tests.waiting import TIMEOUT_S, wait_until


def post(sandbox: Sandbox, path: str, **options: Any) -> requests.Response:
    return requests.post(f"{sandbox.url}{path}", timeout=TIMEOUT_S, **options)


@pytest.fixture
def athlete_code(sandbox):
    """Returns the code of an athlete without activities."""
    return sandbox.database.athletes.create("none")


def test_a_code_is_exchanged_once_for_tokens_of_six_hours(sandbox, athlete_code):
    start = int(time.time())
    code = sandbox.database.grants.create_code(athlete_code, frozenset({"read"}))
    first, second = (request_tokens(sandbox, grant_type="authorization_code", code=code) for _ in range(2))
    tokens = first.json()
    assert tokens["token_type"] == "Bearer"
    assert tokens["scope"] == "read"
    assert start <= tokens["expires_at"] - 21_600 <= time.time()
    assert 21_600 - (time.time() - start) <= tokens["expires_in"] <= 21_600
    assert len(tokens["access_token"]) == len(tokens["refresh_token"]) == 40
    assert tokens["athlete"]["resource_state"] == 2
    assert read_error(second) == (400, "Bad Request", "RequestToken", "code", "invalid")


def test_an_early_refresh_returns_the_same_tokens(sandbox, athlete_code):
    application = grant_access(sandbox, athlete_code)
    tokens = application.refresh().json()
    assert tokens["access_token"] == application.tokens["access_token"]
    assert tokens["refresh_token"] == application.tokens["refresh_token"]
    assert "athlete" not in tokens


def test_a_refresh_in_the_last_hour_rotates_both_tokens(tmp_path):
    with Sandbox(tmp_path, access_s=3000) as sandbox:
        application = grant_access(sandbox, sandbox.database.athletes.create("none"))
        old = dict(application.tokens)
        application.tokens = application.refresh().json()
        assert application.tokens["access_token"] != old["access_token"]
        assert application.tokens["refresh_token"] != old["refresh_token"]
        response = application.refresh(old["refresh_token"])
        assert read_error(response) == (400, "Bad Request", "RefreshToken", "refresh_token", "invalid")
        assert application.call("GET", "/athlete").status_code == 200


def test_an_expired_token_is_refused_and_can_be_refreshed(sandbox, athlete_code):
    application = grant_access(sandbox, athlete_code)
    sandbox.database.grants.expire_access_tokens(athlete_code)
    response = application.call("GET", "/athlete")
    assert read_error(response) == (401, "Authorization Error", "Athlete", "access_token", "invalid")
    application.tokens = application.refresh().json()
    assert application.call("GET", "/athlete").status_code == 200


@pytest.mark.parametrize("place", ["params", "json", "data"])
@pytest.mark.parametrize("path", ["/oauth/token", "/api/v3/oauth/token"])
def test_token_parameters_come_in_the_address_in_json_or_in_a_form(sandbox, athlete_code, path, place):
    code = sandbox.database.grants.create_code(athlete_code, frozenset({"read"}))
    fields = CLIENT | {"grant_type": "authorization_code", "code": code}
    tokens = post(sandbox, path, **{place: fields}).json()
    fields = CLIENT | {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
    response = post(sandbox, path, **{place: fields})
    assert response.json()["access_token"] == tokens["access_token"]
    secrets = (code, CLIENT["client_secret"], tokens["refresh_token"])
    targets = [call.target for call in sandbox.database.calls.for_athlete(athlete_code)]
    assert len(targets) == 2
    assert not [target for target in targets for secret in secrets if secret in target]


def test_a_body_that_is_nothing_known_names_no_client(sandbox):
    for headers in ({}, *({"Content-Type": f"multipart/form-data{end}"} for end in ("", "; boundary=x"))):
        for body in ("[]", "client_id=sandbox", b"\xff", b"--x\r\n\r\n--x--", b"", "[" * 100_000):
            response = post(sandbox, "/oauth/token", data=body, headers=headers)
            assert read_error(response)[3:] == ("client_id", "missing")


@pytest.mark.parametrize("kind", ["access_token", "refresh_token"])
def test_revoking_either_token_revokes_both_and_no_other_grant(sandbox, athlete_code, kind):
    application, other = grant_access(sandbox, athlete_code), grant_access(sandbox, athlete_code)
    form = {"token": application.tokens[kind]}
    assert requests.post(f"{sandbox.url}/oauth/revoke", data=form, timeout=TIMEOUT_S).status_code == 401
    assert application.call("GET", "/athlete").status_code == 200
    response = requests.post(f"{sandbox.url}/oauth/revoke", data=form, auth=CLIENT_AUTH, timeout=TIMEOUT_S)
    assert response.status_code == 200
    assert application.call("GET", "/athlete").status_code == 401
    assert application.refresh().status_code == 400
    assert other.call("GET", "/athlete").status_code == 200


@pytest.mark.parametrize("path", ["/oauth/deauthorize", "/api/v3/oauth/deauthorize"])
@pytest.mark.parametrize("place", ["headers", "data", "params"])
def test_a_grant_can_be_revoked_by_deauthorization(sandbox, athlete_code, path, place):
    application = grant_access(sandbox, athlete_code)
    token = application.tokens["access_token"]
    fields = {"Authorization": f"Bearer {token}"} if place == "headers" else {"access_token": token}
    first, second = (post(sandbox, path, **{place: fields}) for _ in range(2))
    assert first.json() == {"access_token": token}
    assert first.headers["X-RateLimit-Usage"] == "1,1"
    assert second.status_code == 401
    assert application.refresh().status_code == 400


def test_deauthorization_is_refused_over_the_limit(sandbox, athlete_code):
    application = grant_access(sandbox, athlete_code)
    sandbox.limits.exhaust(athlete_code)
    fields = {"access_token": application.tokens["access_token"]}
    assert requests.post(f"{sandbox.url}/oauth/deauthorize", data=fields, timeout=TIMEOUT_S).status_code == 429
    assert application.refresh().status_code == 200


def test_tokens_expire_faster_by_the_speed(tmp_path):
    with Sandbox(tmp_path, speed=21_600) as sandbox:
        application = grant_access(sandbox, sandbox.database.athletes.create("none"))
        assert application.tokens["expires_in"] <= 1
        wait_until(lambda: application.call("GET", "/athlete").status_code == 401)
        application.tokens = application.refresh().json()
        assert application.tokens["expires_in"] <= 1


@pytest.mark.parametrize(
    ("fields", "field", "error_code"),
    [
        ({"client_secret": "wrong"}, "client_secret", "invalid"),
        ({"grant_type": "password"}, "grant_type", "invalid"),
    ],
)
def test_a_wrong_token_request_is_a_bad_request(sandbox, fields, field, error_code):
    response = request_tokens(sandbox, **{"grant_type": "refresh_token", **fields})
    assert read_error(response) == (400, "Bad Request", "Application", field, error_code)


def test_with_single_use_the_second_use_of_a_refresh_token_revokes_the_grant(tmp_path):
    with Sandbox(tmp_path / "sandbox", single_use_refresh=True) as sandbox:
        code = sandbox.database.athletes.create("small")
        application, other = grant_access(sandbox, code), grant_access(sandbox, code)
        first = application.tokens["refresh_token"]
        newer = request_tokens(sandbox, grant_type="refresh_token", refresh_token=first).json()
        assert newer["refresh_token"] != first
        assert request_tokens(sandbox, grant_type="refresh_token", refresh_token=first).status_code == 400
        response = request_tokens(sandbox, grant_type="refresh_token", refresh_token=newer["refresh_token"])
        assert response.status_code == 400
        assert other.call("GET", "/athlete").status_code == 200
