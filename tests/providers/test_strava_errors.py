"""Each error response of Strava has one meaning, as its documentation and recordings give it."""

from datetime import UTC, datetime

import pytest

from providers.errors import ProviderError, ProviderUnavailable, ReconnectNeeded, RequestRefused, TemporaryFailure
from providers.http import ErrorResponse
from providers.rate_limits import RateLimit, RateUsage
from providers.strava.client import WINDOWS, error_of, seconds_to_wait, token_error_of, usage_of

NOW = datetime(2026, 5, 10, 14, 7, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("status", "errors", "meaning", "code"),
    [
        (401, {("Athlete", "access_token")}, ReconnectNeeded, "grant"),
        (401, {("AccessToken", "activity:read_permission")}, ReconnectNeeded, "grant"),
        (400, {("RefreshToken", "refresh_token")}, ReconnectNeeded, "grant"),
        (400, {("RequestToken", "code")}, RequestRefused, "refused"),
        (400, {("Application", "client_id")}, ProviderUnavailable, "client"),
        (400, {("Application", "client_secret")}, ProviderUnavailable, "client"),
        (403, {("Application", "Status")}, ProviderUnavailable, "inactive"),
        (403, set(), RequestRefused, "refused"),
        (404, {("Activity", "")}, RequestRefused, "not_there"),
        (429, {("Application", "rate limit")}, TemporaryFailure, "limit"),
        (500, set(), TemporaryFailure, "status"),
        (502, set(), TemporaryFailure, "status"),
        (302, set(), TemporaryFailure, "status"),
    ],
)
def test_an_error_response_has_one_meaning(
    status: int, errors: set[tuple[str, str]], meaning: type[ProviderError], code: str
) -> None:
    listed = [{"resource": resource, "field": field, "code": "invalid"} for resource, field in errors]
    error = error_of(ErrorResponse(status, {}, {"message": "An error", "errors": listed}))
    assert type(error) is meaning
    assert error.code == code


def test_a_call_for_tokens_that_is_not_authorized_blames_the_client_and_no_grant() -> None:
    errors = [{"resource": "Application", "field": "", "code": "invalid"}]
    error = token_error_of(ErrorResponse(401, {}, {"message": "Authorization Error", "errors": errors}))
    assert (type(error), error.code) == (ProviderUnavailable, "client")
    dead = [{"resource": "RefreshToken", "field": "refresh_token", "code": "invalid"}]
    assert token_error_of(ErrorResponse(400, {}, {"errors": dead})).code == "grant"


@pytest.mark.parametrize("content", [None, [], "no", {"errors": None}, {"errors": ["no", {"resource": 5}]}])
def test_an_error_response_without_readable_errors_has_the_meaning_of_its_status(content: object) -> None:
    assert error_of(ErrorResponse(403, {}, content)).code == "refused"


def test_a_used_up_quarter_lasts_until_its_end_and_a_used_up_day_until_midnight() -> None:
    quarter = {"X-RateLimit-Limit": "200,2000", "X-RateLimit-Usage": "201,900"}
    assert seconds_to_wait(quarter, NOW) == 7.5 * 60 + 1
    day = {"X-ReadRateLimit-Limit": "100,1000", "X-ReadRateLimit-Usage": "3,1000"}
    assert seconds_to_wait(day, NOW) == (9 * 60 + 52) * 60 + 30


UNREADABLE_HEADERS: list[dict[str, str]] = [
    {},
    {"X-RateLimit-Limit": ",", "X-RateLimit-Usage": ""},
    {"X-RateLimit-Limit": "a,b"},
]


@pytest.mark.parametrize("headers", UNREADABLE_HEADERS)
def test_unreadable_rate_limit_headers_mean_the_quarter(headers: dict[str, str]) -> None:
    assert seconds_to_wait(headers, NOW) == 7.5 * 60 + 1


@pytest.mark.parametrize("prefix", ["X-RateLimit", "x-ratelimit", "X-Ratelimit"])
def test_limits_and_usage_are_read_in_any_case(prefix: str) -> None:
    headers = {f"{prefix}-Limit": "600,30000", f"{prefix}-Usage": " 314 , 27536"}
    assert usage_of(headers) == (
        RateUsage(RateLimit("overall", 600, WINDOWS[0]), 314),
        RateUsage(RateLimit("overall", 30_000, WINDOWS[1]), 27_536),
    )


def test_what_can_be_read_of_limits_is_read() -> None:
    headers = {"x-readratelimit-limit": "100,1000", "x-readratelimit-usage": ",7", "x-ratelimit-limit": "200,2000"}
    assert usage_of(headers) == (RateUsage(RateLimit("read", 1_000, WINDOWS[1]), 7),)


@pytest.mark.parametrize("value", [",", "", "0,0", "-1,-5", "1e3,x", "²,³", "9" * 5_000, "1.5,2.5"])
def test_limits_that_cannot_be_read_are_ignored(value: str) -> None:
    assert usage_of({"X-RateLimit-Limit": value, "X-RateLimit-Usage": "1,1"}) == ()
