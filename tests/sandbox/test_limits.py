"""The limits of the whole application."""

from providers.sandbox.limits import SandboxLimits
from providers.sandbox.server import Sandbox
from tests.sandbox.application import granted


def test_every_answer_of_the_api_tells_limits_and_usage(sandbox):
    application = granted(sandbox, sandbox.database.athletes.create("none"))
    application.get("/athlete")
    headers = application.call("GET", "/activities/1").headers
    assert headers["X-RateLimit-Limit"] == headers["X-ReadRateLimit-Limit"] == "20000,200000"
    assert headers["X-RateLimit-Usage"] == headers["X-ReadRateLimit-Usage"] == "2,2"


def test_refused_tokens_wrong_paths_and_token_calls_tell_none(sandbox):
    application = granted(sandbox, sandbox.database.athletes.create("none"))
    wrong = application.call("GET", "/nothing")
    refresh = application.refresh()
    application.tokens["access_token"] = "wrong"
    for answer in (wrong, refresh, application.call("GET", "/athlete")):
        assert not [name for name in answer.headers if "ratelimit" in name.lower()]


def test_one_call_too_many_is_a_429_that_does_not_say_when_and_still_counts(tmp_path):
    limits = SandboxLimits(quarter=200, day=2000, read_quarter=3, read_day=1000)
    with Sandbox(tmp_path, limits=limits) as sandbox:
        application = granted(sandbox, sandbox.database.athletes.create("none"))
        other = granted(sandbox, sandbox.database.athletes.create("none"))
        statuses = [who.call("GET", "/athlete").status_code for who in (application, other, application)]
        assert statuses == [200, 200, 200]
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


def test_a_quarter_can_be_used_up_at_once(sandbox):
    application = granted(sandbox, sandbox.database.athletes.create("none"))
    sandbox.limits.exhaust()
    assert application.call("GET", "/athlete").status_code == 429
