"""The Content-Security-Policy, and what else every answer carries."""

import pytest
from django.db import OperationalError
from django.test import Client

from tracekit_site.middleware import POLICY
from tracekit_site.views import home


@pytest.mark.parametrize("address", ["/", "/privacy/", "/account/login/", "/nothing/", "/static/nothing.css"])
@pytest.mark.parametrize("who", ["client", "alice_client"])
def test_every_answer_carries_the_policy(request, db, who, address):
    assert request.getfixturevalue(who).get(address).headers["Content-Security-Policy"] == POLICY


@pytest.mark.parametrize("error", [ValueError, OperationalError])
def test_so_does_the_answer_to_a_crash(db, monkeypatch, error):
    def raising():
        raise error

    monkeypatch.setattr(home, "season", raising)
    answer = Client(raise_request_exception=False).get("/")
    assert answer.headers["Content-Security-Policy"] == POLICY


def test_the_policy_allows_nothing_inline_and_nothing_from_elsewhere():
    assert POLICY.startswith("default-src 'none'")
    assert "unsafe" not in POLICY
    assert "http" not in POLICY
    assert "*" not in POLICY
