"""RideWithGPS's consent page has nothing to choose but the athlete; its tokens last until they are revoked."""

import time

import pytest
import requests

from providers.sandbox.ridewithgps.oauth import create_code
from providers.sandbox.ridewithgps_options import RideWithGpsOptions
from providers.sandbox.server import Sandbox
from tests.markup import compact
from tests.sandbox.application import (
    CLIENT,
    REDIRECT_URI,
    grant_access,
    redirect_parameters,
    request_tokens,
    submit_consent,
)
from tests.sandbox.ridewithgps.application import (
    base_url,
    exchange_code,
    grant_ridewithgps,
    revoke_token,
    submit_ridewithgps_consent,
)
from tests.waiting import TIMEOUT_S


def open_consent_page(sandbox, **fields):
    request = {"client_id": "sandbox", "redirect_uri": REDIRECT_URI, "response_type": "code", "state": "s"}
    return requests.get(f"{base_url(sandbox)}/oauth/authorize", params=request | fields, timeout=TIMEOUT_S)


def test_the_page_names_the_platform_and_the_one_scope_cannot_be_unticked(sandbox):
    response = open_consent_page(sandbox)
    assert response.status_code == 200
    assert "This is a sandbox, not RideWithGPS" in response.text
    assert 'value="user" checked disabled' in compact(response.text)
    assert compact(response.text).count('type="checkbox"') == 1
    assert 'action="/ridewithgps/oauth/authorize"' in response.text


def test_a_new_athlete_has_a_trip_for_each_of_120_activities(sandbox):
    parameters = redirect_parameters(submit_ridewithgps_consent(sandbox, new="abcdefgh12345678"))
    assert parameters.keys() == {"next", "state", "code", "sandbox_code"}
    assert (parameters["state"], parameters["sandbox_code"]) == ("s/1", "abcdefgh12345678")
    assert exchange_code(sandbox, parameters["code"]).status_code == 200
    assert sandbox.database.trips.count("abcdefgh12345678") == 120
    assert sandbox.database.activities.count("abcdefgh12345678") == 120


def test_a_second_consent_adds_no_trip_and_keeps_the_user(sandbox, athlete_code):
    first, second = (grant_ridewithgps(sandbox, athlete_code) for _ in range(2))
    assert first.user_id == second.user_id
    assert first.token["access_token"] != second.token["access_token"]
    assert len(second.trips()) == 12


def test_a_denial_is_returned_with_the_state(sandbox):
    response = submit_ridewithgps_consent(sandbox, decision="cancel")
    assert redirect_parameters(response) == {"next": "/connections/", "state": "s/1", "error": "access_denied"}


def test_the_state_can_be_left_out(tmp_path):
    with Sandbox(tmp_path, ridewithgps=RideWithGpsOptions(returns_state=False)) as sandbox:
        assert "state" not in redirect_parameters(submit_ridewithgps_consent(sandbox))
        assert "state" not in redirect_parameters(submit_ridewithgps_consent(sandbox, decision="cancel"))
        assert "state" in redirect_parameters(submit_consent(sandbox))


def test_unknown_clients_codes_and_hosts_are_refused(sandbox):
    assert open_consent_page(sandbox, client_id="7").status_code == 401
    assert open_consent_page(sandbox, redirect_uri="https://evil.example/back").status_code == 400
    unknown = submit_ridewithgps_consent(sandbox, who="code", code="abcdefgh12345678")
    assert unknown.status_code == 422
    assert "No athlete has that code. No access was granted." in unknown.text


def test_a_code_is_exchanged_once_for_a_token_without_an_end(sandbox, athlete_code):
    start = int(time.time())
    code = create_code(sandbox.service, athlete_code, REDIRECT_URI)
    first, second = (exchange_code(sandbox, code) for _ in range(2))
    token = first.json()
    assert token.keys() == {"access_token", "token_type", "scope", "created_at", "user_id"}
    assert (token["token_type"], token["scope"]) == ("Bearer", "user")
    assert start <= token["created_at"] <= time.time()
    assert (second.status_code, second.json()["error"]) == (400, "invalid_grant")


def test_the_exchange_takes_a_form_too(sandbox, athlete_code):
    fields = {"grant_type": "authorization_code", "redirect_uri": REDIRECT_URI}
    form = CLIENT | fields | {"code": create_code(sandbox.service, athlete_code, REDIRECT_URI)}
    assert requests.post(f"{base_url(sandbox)}/oauth/token.json", data=form, timeout=TIMEOUT_S).status_code == 200


@pytest.mark.parametrize(
    ("fields", "status", "error"),
    [
        ({"redirect_uri": ""}, 400, "invalid_request"),
        ({"redirect_uri": "http://localhost:8000/elsewhere/"}, 400, "invalid_grant"),
        ({"client_secret": "wrong"}, 401, "invalid_client"),
        ({"grant_type": "refresh_token"}, 400, "unsupported_grant_type"),
        ({"code": "unknown"}, 400, "invalid_grant"),
    ],
)
def test_a_wrong_exchange_is_refused_and_leaves_the_code(sandbox, athlete_code, fields, status, error):
    code = create_code(sandbox.service, athlete_code, REDIRECT_URI)
    refused = exchange_code(sandbox, **{"code": code} | fields)
    assert (refused.status_code, refused.json()["error"]) == (status, error)
    assert exchange_code(sandbox, code).status_code == 200


def test_a_revoked_token_is_dead_and_no_other(sandbox, athlete_code, application):
    other, strava = grant_ridewithgps(sandbox, athlete_code), grant_access(sandbox, athlete_code)
    assert revoke_token(sandbox, application.token["access_token"], client_secret="wrong").status_code == 401
    assert application.call("GET", "/api/v1/users/current.json").status_code == 200
    response = revoke_token(sandbox, application.token["access_token"])
    assert (response.status_code, response.json()) == (200, {})
    refused = application.call("GET", "/api/v1/users/current.json")
    assert (refused.status_code, refused.json()) == (401, {"error": "Failed to authenticate the user"})
    assert other.call("GET", "/api/v1/users/current.json").status_code == 200
    assert strava.call("GET", "/athlete").status_code == 200


def test_codes_and_tokens_of_one_platform_mean_nothing_to_the_other(sandbox, athlete_code, application):
    strava = grant_access(sandbox, athlete_code)
    strava_token, token = strava.tokens["access_token"], application.token["access_token"]
    strava.tokens["access_token"], application.token["access_token"] = token, strava_token
    assert strava.call("GET", "/athlete").status_code == 401
    assert application.call("GET", "/api/v1/users/current.json").status_code == 401
    code = create_code(sandbox.service, athlete_code)
    assert request_tokens(sandbox, grant_type="authorization_code", code=code).status_code == 400
    strava_code = sandbox.database.grants.create_code(athlete_code, frozenset({"read"}))
    assert exchange_code(sandbox, strava_code).status_code == 400


def test_an_access_token_outlives_the_expiry_of_strava_tokens(sandbox, athlete_code, application):
    strava = grant_access(sandbox, athlete_code)
    sandbox.database.grants.expire_access_tokens(athlete_code)
    assert strava.call("GET", "/athlete").status_code == 401
    assert application.call("GET", "/api/v1/users/current.json").status_code == 200
