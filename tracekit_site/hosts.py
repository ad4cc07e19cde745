"""The names under which this install may be asked."""

import socket

LOOPBACK = ["localhost", "127.0.0.1", "[::1]"]


def names_of(host: str) -> list[str]:
    """The loopback's names, and for a HOST that lets the home network in also the machine's own."""
    if host == "localhost":
        return LOOPBACK
    name = socket.gethostname()
    return [*LOOPBACK, host, name, f"{name}.local", *_addresses()]


def _addresses() -> list[str]:
    """The address of the interface that leads out; no packet is sent to find it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return []
        return [probe.getsockname()[0]]
