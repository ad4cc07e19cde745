"""The run of the foreign clients notices every exception, every mismatch and every call that is missing."""

import os
import sys
from pathlib import Path

import pytest

from bench.foreign_clients import __main__ as command
from bench.foreign_clients.clients import find_clients
from bench.foreign_clients.environments import Interpreter, NotInstalled, install
from bench.foreign_clients.foreign_client import ForeignClient, difference
from bench.foreign_clients.run_client import run_client
from bench.foreign_clients.strava_checks import STRAVA_CHECKS, check_revoked, check_tokens
from bench.foreign_clients.strava_scenario import prepare_strava
from bench.source.checkout import ROOT

SCRIPT = """
import requests
from bench.foreign_clients.reporting import Reporter

reporter = Reporter()
settings = reporter.settings
print("a line of the client's own")
fields = {name: settings[name] for name in ("client_id", "client_secret")}
url = settings["url"] + "/oauth/token"

def exchange():
    form = fields | {"grant_type": "authorization_code", "code": settings["codes"][0]}
    tokens = requests.post(url, data=form).json()
    return [tokens["access_token"], tokens["refresh_token"]]

access, refresh = reporter.run("exchange the code", exchange)
reporter.run("deauthorize", lambda: access)
reporter.run("athlete", lambda: 1 / 0)
reporter.run("something else", lambda: None)
"""
"""It calls as a client would, and is wrong on purpose: it revokes nothing."""


@pytest.fixture
def client(tmp_path):
    """Returns a client that the environment of the tests can run."""
    script = tmp_path / "script.py"
    script.write_text(SCRIPT)
    checks = {"exchange the code": check_tokens, "deauthorize": check_revoked, "athlete": check_tokens}
    checks |= {"gear": check_tokens}
    return ForeignClient("ours", "", "pip", script, checks, prepare_strava)


def test_each_call_has_its_outcome(client):
    interpreter = Interpreter(sys.executable, {**os.environ, "PYTHONPATH": str(ROOT), "NO_PROXY": "127.0.0.1"})
    outcomes = {outcome.call: outcome for outcome in run_client(client, interpreter)}
    assert {call: outcome.text for call, outcome in outcomes.items()} == {
        "exchange the code": "passed",
        "deauthorize": "mismatch: the token is still valid",
        "athlete": "exception: ZeroDivisionError: division by zero",
        "something else": "mismatch: nothing checks this call",
        "gear": "not called",
    }
    assert [call for call, outcome in outcomes.items() if outcome.is_passed] == ["exchange the code"]


def test_a_client_that_cannot_be_installed_fails_only_if_it_is_required(monkeypatch, capsys):
    def refuse(client: ForeignClient, folder: Path) -> Interpreter:
        raise NotInstalled("no index answers")

    monkeypatch.setattr(command, "install", refuse)
    assert command.main([]) == 0
    assert command.main(["--require"]) == 1
    assert capsys.readouterr().out.count("not installed: no index answers") == 2 * len(find_clients())


def test_npm_clients_are_not_installed_where_there_is_no_node(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    [client] = [client for client in find_clients() if client.name == "strava-v3"]
    with pytest.raises(NotInstalled, match="node is not on this machine"):
        install(client, tmp_path)


def test_the_clients_of_strava_make_every_call():
    clients = {client.name: client for client in find_clients()}
    for name in ("strava", "strava-v3", "stravalib"):
        assert set(STRAVA_CHECKS) <= set(clients[name].checks)
        assert clients[name].script.is_file()


@pytest.mark.parametrize(
    ("expected", "actual", "text"),
    [
        ([1, 2], [1, 2], ""),
        ([1, {"a": 1, "b": 2}], [1, {"a": 1, "b": 3}], "item 1: b is 3, not 2"),
        ({"a": 1}, {"a": 1, "b": 2}, "b is 2, not None"),
        ([1], [1, 2], "[1, 2], not [1]"),
    ],
)
def test_a_difference_is_named(expected, actual, text):
    assert difference(expected, actual) == text
