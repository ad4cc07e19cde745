"""`python -m providers.sandbox` serves the sandbox in a process of its own."""

import signal
import socket
import subprocess
import sys
from contextlib import contextmanager

import requests
from django.conf import settings

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


def test_a_port_in_use_is_reported_in_one_sentence(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = str(listener.getsockname()[1])
        with running_sandbox(tmp_path, "--port", port) as process:
            assert "The sandbox cannot start: Address already in use. Nothing was changed." in read_error_line(process)
            assert process.wait(TIMEOUT_S) == 1
