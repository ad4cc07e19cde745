"""The sockets that the web process listens on, opened here so that a taken port is noticed first."""

import socket
import struct

STALLED_S = 30
"""Who sends or takes nothing for so long is let go: the web process has few threads, and each waits for one client."""
LOOPBACK = (("127.0.0.1", socket.AF_INET), ("::1", socket.AF_INET6))


class PortTaken(RuntimeError):
    """Something else listens on the port, or it may not be used."""


def listen(host: str, port: int) -> list[socket.socket]:
    """Listening sockets: for localhost both its addresses, as far as the machine has them. Raises PortTaken."""
    if host != "localhost":
        return [_open(host, socket.AF_INET6 if ":" in host else socket.AF_INET, port)]
    sockets = [_open(*LOOPBACK[0], port)]
    if socket.has_ipv6:
        try:
            sockets.append(_open(*LOOPBACK[1], port))
        except PortTaken:
            return sockets  # the machine has no IPv6 loopback, or another program's there does no harm
    return sockets


def _open(address: str, family: socket.AddressFamily, port: int) -> socket.socket:
    opened = socket.socket(family, socket.SOCK_STREAM)
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    for waiting in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):  # what is accepted inherits them
        opened.setsockopt(socket.SOL_SOCKET, waiting, struct.pack("ll", STALLED_S, 0))
    try:
        opened.bind((address, port))
        opened.listen(128)
    except OSError as problem:
        opened.close()
        raise PortTaken(
            f"Port {port} cannot be used on {address}: {problem.strerror}. "
            f"Nothing was started; choose another, as in PORT={port + 10} bin/up."
        ) from None
    return opened
