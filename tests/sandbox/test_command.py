"""`python -m providers.sandbox` serves the sandbox in a process of its own."""

import signal
import socket
import subprocess
import sys
from contextlib import contextmanager

import pytest
import requests
from django.conf import settings

from tests.sandbox.application import CLIENT, CLIENT_AUTH
from tests.waiting import TIMEOUT_S


@contextmanager
def running_sandbox(folder, *arguments, pass_fds=()):
    command = [sys.executable, "-m", "providers.sandbox", "--folder", str(folder), *arguments]
    with subprocess.Popen(
        command, stderr=subprocess.PIPE, text=True, pass_fds=pass_fds, cwd=settings.BASE_DIR
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def read_error_line(process):
    return process.stderr.readline()


def test_the_sandbox_ends_on_a_signal_and_keeps_its_athletes(tmp_path):
    with running_sandbox(tmp_path, "--port", "0") as process:
        address = read_error_line(process).split()[-1]
        response = requests.post(f"{address}/athletes", data={"history": "small"}, timeout=TIMEOUT_S)
        assert response.status_code == 200
        process.send_signal(signal.SIGTERM)
        assert process.wait(TIMEOUT_S) == 0
    with running_sandbox(tmp_path, "--port", "0") as process:
        path = response.url.removeprefix(address)
        assert requests.get(read_error_line(process).split()[-1] + path, timeout=TIMEOUT_S).status_code == 200


def test_the_sandbox_serves_on_sockets_that_it_inherits(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as first, socket.create_server(("127.0.0.1", 0)) as second:
        descriptors = [first.fileno(), second.fileno()]
        with running_sandbox(tmp_path, "--fd", *map(str, descriptors), pass_fds=descriptors):
            for listener in (first, second):  # an early request waits in the listener's queue
                port = listener.getsockname()[1]
                assert requests.get(f"http://127.0.0.1:{port}/", timeout=TIMEOUT_S).status_code == 200


def test_options_give_strava_limits_a_signature_and_the_end_of_the_old_host(tmp_path):
    options = ("--limits", "200,2000", "--read-limits", "100,1000", "--shared-limits", "--speed", "2")
    ended = ("--old-api-ended", "--signing-secret", "s3", "--callback-host", "tracekit.example.org")
    with running_sandbox(tmp_path, "--port", "0", *options, *ended) as process:
        url = read_error_line(process).split()[-1]
        code = requests.post(f"{url}/control/athletes", json={}, auth=CLIENT_AUTH, timeout=TIMEOUT_S).json()
        fields = CLIENT | {"grant_type": "authorization_code", "code": code["authorization_code"]}
        tokens = requests.post(f"{url}/oauth/token", data=fields, timeout=TIMEOUT_S).json()
        assert tokens["expires_in"] <= 10_800
        bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
        headers = requests.get(f"{url}/api-v3/athlete", headers=bearer, timeout=TIMEOUT_S).headers
        assert (headers["X-RateLimit-Limit"], headers["X-ReadRateLimit-Limit"]) == ("200,2000", "100,1000")
        assert requests.get(f"{url}/api/v3/athlete", headers=bearer, timeout=TIMEOUT_S).status_code == 404


@pytest.mark.parametrize("option", [("--limits", "200"), ("--limits", "0,1"), ("--speed", "0"), ("--speed", "nan")])
def test_options_that_make_no_sense_are_refused(tmp_path, option):
    with running_sandbox(tmp_path, "--port", "0", *option) as process:
        assert process.wait(TIMEOUT_S) == 2


def test_the_options_of_ridewithgps_can_be_given(tmp_path):
    options = ("--ridewithgps-webhook", "http://localhost/webhook", "--ridewithgps-no-state")
    with running_sandbox(tmp_path, "--port", "0", *options) as process:
        address = read_error_line(process).split()[-1]
        response = requests.post(f"{address}/control/ridewithgps", json={}, auth=CLIENT_AUTH, timeout=TIMEOUT_S)
        assert response.json() == {"webhook_url": "http://localhost/webhook", "returns_state": False}


def test_a_port_in_use_is_reported_in_one_sentence(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = str(listener.getsockname()[1])
        with running_sandbox(tmp_path, "--port", port) as process:
            assert "The sandbox cannot start: Address already in use. Nothing was changed." in read_error_line(process)
            assert process.wait(TIMEOUT_S) == 1
