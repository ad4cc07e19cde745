"""`manage.py sandbox`, as a process."""

import os
import signal
import socket
import subprocess
import sys
from contextlib import contextmanager

import requests
from django.conf import settings

from tests.waiting import TIMEOUT_S


@contextmanager
def running(folder, *arguments, pass_fds=()):
    command = [sys.executable, settings.BASE_DIR / "manage.py", "sandbox", "--folder", str(folder), *arguments]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, pass_fds=pass_fds, env=os.environ) as process:
        try:
            yield process
        finally:
            process.kill()


def said(process):
    return process.stderr.readline()


def test_the_sandbox_serves_ends_on_a_signal_and_remembers_its_athletes(tmp_path):
    with running(tmp_path, "--port", "0") as process:
        address = said(process).split()[-1]
        made = requests.post(f"{address}/athletes", data={"history": "small"}, timeout=TIMEOUT_S)
        assert made.status_code == 200
        process.send_signal(signal.SIGTERM)
        assert process.wait(TIMEOUT_S) == 0
    with running(tmp_path, "--port", "0") as process:
        path = made.url.removeprefix(address)
        assert requests.get(said(process).split()[-1] + path, timeout=TIMEOUT_S).status_code == 200


def test_it_serves_on_sockets_that_were_handed_down(tmp_path):
    listening = [socket.create_server(("127.0.0.1", 0)) for _ in range(2)]
    numbers = [each.fileno() for each in listening]
    with running(tmp_path, "--fd", *map(str, numbers), pass_fds=numbers):
        for each in listening:  # who asks early waits in line
            port = each.getsockname()[1]
            assert requests.get(f"http://127.0.0.1:{port}/", timeout=TIMEOUT_S).status_code == 200
            each.close()


def test_a_taken_port_is_one_sentence(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        with running(tmp_path, "--port", port) as process:
            assert "The sandbox cannot start: Address already in use. Nothing was changed." in said(process)
            assert process.wait(TIMEOUT_S) == 1
