"""The limits count the calls for each athlete: no visitor uses up those of another."""

from providers.sandbox.limits import SandboxLimits
from providers.sandbox.server import Sandbox
from tests.sandbox.application import grant_access
from tests.waiting import wait_until


def test_every_response_of_the_api_states_limits_and_usage(sandbox):
    application = grant_access(sandbox, sandbox.database.athletes.create("none"))
    application.get("/athlete")
    headers = application.call("GET", "/activities/1").headers
    assert headers["X-RateLimit-Limit"] == headers["X-ReadRateLimit-Limit"] == "20000,200000"
    assert headers["X-RateLimit-Usage"] == headers["X-ReadRateLimit-Usage"] == "2,2"


def test_refused_tokens_unknown_paths_and_token_calls_state_no_limits(sandbox):
    application = grant_access(sandbox, sandbox.database.athletes.create("none"))
    unknown = application.call("GET", "/nothing")
    refresh = application.refresh()
    application.tokens["access_token"] = "wrong"
    for response in (unknown, refresh, application.call("GET", "/athlete")):
        assert not [name for name in response.headers if "ratelimit" in name.lower()]


def test_a_call_over_the_limit_is_a_429_without_retry_after_and_counts(tmp_path):
    limits = SandboxLimits(quarter=200, day=2000, read_quarter=3, read_day=1000)
    with Sandbox(tmp_path, limits=limits) as sandbox:
        application = grant_access(sandbox, sandbox.database.athletes.create("none"))
        assert [application.call("GET", "/athlete").status_code for _ in range(3)] == [200, 200, 200]
        refused = application.call("GET", "/athlete")
        assert refused.status_code == 429
        assert refused.json() == {
            "message": "Rate Limit Exceeded",
            "errors": [{"resource": "Application", "field": "rate limit", "code": "exceeded"}],
        }
        assert "Retry-After" not in refused.headers
        assert refused.headers["X-RateLimit-Limit"] == "200,2000"
        assert refused.headers["X-ReadRateLimit-Limit"] == "3,1000"
        assert refused.headers["X-ReadRateLimit-Usage"] == "4,4"


def test_a_limit_can_be_exhausted_on_demand(sandbox):
    code = sandbox.database.athletes.create("none")
    application = grant_access(sandbox, code)
    sandbox.limits.exhaust(code)
    assert application.call("GET", "/athlete").status_code == 429


def test_a_used_up_limit_of_one_athlete_leaves_another_ones_alone(sandbox):
    code = sandbox.database.athletes.create("none")
    other = grant_access(sandbox, sandbox.database.athletes.create("none"))
    grant_access(sandbox, code).get("/athlete")
    sandbox.limits.exhaust(code)
    response = other.call("GET", "/athlete")
    assert response.status_code == 200
    assert response.headers["X-RateLimit-Usage"] == "1,1"


def test_all_athletes_can_share_the_limits_as_at_strava(tmp_path):
    limits = SandboxLimits(quarter=200, day=2000, read_quarter=3, read_day=1000, is_shared=True)
    with Sandbox(tmp_path, limits=limits) as sandbox:
        first, second = (grant_access(sandbox, sandbox.database.athletes.create("none")) for _ in range(2))
        calls = [application.call("GET", "/athlete") for application in (first, second, first, second)]
        assert [call.status_code for call in calls] == [200, 200, 200, 429]
        assert calls[3].headers["X-ReadRateLimit-Usage"] == "4,4"


def test_limits_renew_faster_by_the_speed(tmp_path):
    limits = SandboxLimits(quarter=1, day=1_000_000, read_quarter=1, read_day=1_000_000)
    with Sandbox(tmp_path, limits=limits, speed=900) as sandbox:
        application = grant_access(sandbox, sandbox.database.athletes.create("none"))
        for _ in range(2):
            wait_until(lambda: application.call("GET", "/athlete").status_code == 429)
            wait_until(lambda: application.call("GET", "/athlete").status_code == 200)
