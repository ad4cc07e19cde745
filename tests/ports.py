"""Finds free ports, and opens silent ones."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager


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


@contextmanager
def silent_port() -> Iterator[int]:
    """Yields a port that accepts connections and never answers."""
    with socket.create_server(("127.0.0.1", 0), backlog=1000) as listener:  # the kernel accepts up to the backlog
        yield listener.getsockname()[1]
