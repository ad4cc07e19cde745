"""What each answer of Strava's means, as its documentation and recordings have them."""

from datetime import UTC, datetime

import pytest

from providers.errors import ProviderUnavailable, ReconnectNeeded, RequestRefused, TemporaryFailure
from providers.strava.client import error_of, seconds_to_wait

NOW = datetime(2026, 5, 10, 14, 7, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("status", "errors", "meaning", "code"),
    [
        (401, {("Athlete", "access_token")}, ReconnectNeeded, "grant"),
        (401, {("AccessToken", "activity:read_permission")}, ReconnectNeeded, "grant"),
        (400, {("RefreshToken", "refresh_token")}, ReconnectNeeded, "grant"),
        (400, {("RequestToken", "code")}, RequestRefused, "refused"),
        (400, {("Application", "client_id")}, RequestRefused, "refused"),
        (403, {("Application", "Status")}, ProviderUnavailable, "inactive"),
        (403, set(), RequestRefused, "refused"),
        (404, {("Activity", "")}, RequestRefused, "not_there"),
        (429, {("Application", "rate limit")}, TemporaryFailure, "limit"),
        (500, set(), TemporaryFailure, "status"),
        (502, set(), TemporaryFailure, "status"),
        (302, set(), TemporaryFailure, "status"),
    ],
)
def test_an_answer_has_one_meaning(
    status: int, errors: set[tuple[str, str]], meaning: type[Exception], code: str
) -> None:
    problem = error_of(status, {}, errors)
    assert type(problem) is meaning
    assert problem.code == code


def test_a_full_quarter_is_waited_for_and_a_full_day_until_midnight() -> None:
    quarter = {"X-RateLimit-Limit": "200,2000", "X-RateLimit-Usage": "201,900"}
    assert seconds_to_wait(quarter, NOW) == 7.5 * 60 + 1
    day = {"X-ReadRateLimit-Limit": "100,1000", "X-ReadRateLimit-Usage": "3,1000"}
    assert seconds_to_wait(day, NOW) == (9 * 60 + 52) * 60 + 30


@pytest.mark.parametrize("odd", [{}, {"X-RateLimit-Limit": ",", "X-RateLimit-Usage": ""}, {"X-RateLimit-Limit": "a,b"}])
def test_headers_that_say_nothing_mean_the_quarter(odd: dict[str, str]) -> None:
    assert seconds_to_wait(odd, NOW) == 7.5 * 60 + 1
