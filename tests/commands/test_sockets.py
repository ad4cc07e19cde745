"""A socket of the web process disconnects a client that sends nothing."""

import socket
from threading import Timer

import pytest

from tests.ports import free_port
from tests.waiting import TIMEOUT_S
from tracekit_site.supervisor import sockets


def test_a_client_that_sends_nothing_is_disconnected(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sockets, "CLIENT_TIMEOUT_S", 1)
    listener = sockets.open_listeners("127.0.0.1", free_port())[0]
    with listener, socket.create_connection(listener.getsockname()) as client:
        connection, _ = listener.accept()
        hang_guard = Timer(TIMEOUT_S, client.close)
        hang_guard.start()
        try:
            with connection, pytest.raises(OSError, match="temporarily unavailable"):
                connection.recv(1)
        finally:
            hang_guard.cancel()
