"""Lists the host names of this machine, under which an install answers by default."""

import socket

LOOPBACK = ["localhost", "127.0.0.1", "[::1]"]


def default_allowed_hosts(host: str) -> list[str]:
    """Returns the names of the loopback interface, and the machine's own if HOST exposes it to the home network."""
    if host == "localhost":
        return LOOPBACK
    name = socket.gethostname()
    return [*LOOPBACK, host, name, f"{name}.local", *_outward_addresses()]


def is_local_only(host: str, base_host: str, proxy_count: int) -> bool:
    """Returns whether only this machine reaches tracekit: it listens on the loopback interface, without a proxy."""
    return host in ("localhost", "127.0.0.1", "::1") and base_host in LOOPBACK and not proxy_count


def _outward_addresses() -> list[str]:
    """Returns the address of the interface that leads out of this machine; no packet is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return []
        return [probe.getsockname()[0]]
