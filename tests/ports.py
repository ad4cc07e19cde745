"""Finds free ports."""

import socket


def free_port() -> int:
    """Returns a port on which nothing listens, nor on the next one, which the sandbox uses."""
    while True:
        with socket.socket() as first, socket.socket() as second:
            first.bind(("127.0.0.1", 0))
            port = int(first.getsockname()[1])
            try:
                second.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return port
