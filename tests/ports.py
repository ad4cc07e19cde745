"""Finds free ports, and opens silent ones."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager

from bench.fleet import ports as bench_ports


def free_port() -> int:
    """Returns a port on which nothing listens, nor on the next one, which the sandbox uses."""
    return bench_ports.free_port(2)


@contextmanager
def silent_port() -> Iterator[int]:
    """Yields a port that accepts connections and never answers."""
    with socket.create_server(("127.0.0.1", 0), backlog=1000) as listener:  # the kernel accepts up to the backlog
        yield listener.getsockname()[1]
