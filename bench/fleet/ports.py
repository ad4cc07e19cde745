"""Finds ports for the servers of a run."""

import socket
from random import SystemRandom

PORTS = range(10_000, 32_000)
"""Outgoing connections get none of these: Linux takes their ports from 32,768 on (`ip_local_port_range`)."""


def free_port(count: int = 1) -> int:
    """Returns the first of so many ports of 127.0.0.1, one after the other, that nothing listens on now.

    It is drawn by lot, so that processes that ask in the same moment get different ones.
    """
    while True:
        port = SystemRandom().choice(PORTS)
        if all(map(_is_free, range(port, port + count))):
            return port


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def is_open(port: int) -> bool:
    """Returns whether something listens on the port."""
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True
