"""A large upload is buffered for somebody who is signed in, and for nobody else."""

from contextlib import closing
from pathlib import Path

import pytest

from tests.commands.running_install import RunningInstall, run_install
from tests.journey.form_client import FormClient
from tests.waiting import wait_until
from tests.web_server.server import Server, read_to_end

pytestmark = [pytest.mark.slow, pytest.mark.own_servers]

HEAD = b"POST /files/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 20000000\r\nExpect: 100-continue\r\n"


def test_a_stranger_is_led_to_sign_in_before_the_body_and_an_athletes_files_arrive(released_data: Path) -> None:
    with run_install(released_data, SANDBOX="false") as install:
        server = Server(int(install.address.rpartition(":")[2]), install.process)
        with server.connect() as connection:
            connection.sendall(HEAD + b"\r\n")
            response = read_to_end(connection)
        assert response.startswith(b"HTTP/1.1 302 ")
        assert b"Location: /account/login/?next=/files/" in response
        upload_large_files(install)


def upload_large_files(install: RunningInstall) -> None:
    """Uploads a batch of 20 MB as an athlete."""
    with closing(FormClient(install)) as client:
        client.upload(*[(f"large-{number}.fit", bytes((number,)) * 5_000_000) for number in range(4)])
        wait_until(lambda: len(client.files()) == 4)
