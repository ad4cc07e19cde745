"""The sockets that the web process listens on."""

import socket
from threading import Timer

import pytest

from tests.ports import free_port
from tracekit_site.supervisor import sockets


def test_a_client_that_sends_nothing_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sockets, "CLIENT_TIMEOUT_S", 1)
    opened = sockets.open_listeners("127.0.0.1", free_port())[0]
    with opened, socket.create_connection(opened.getsockname()) as client:
        accepted, _ = opened.accept()
        otherwise = Timer(10, client.close)
        otherwise.daemon = True
        otherwise.start()
        with accepted, pytest.raises(OSError, match="temporarily unavailable"):
            accepted.recv(1)
