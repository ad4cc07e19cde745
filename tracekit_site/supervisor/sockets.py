"""Opens the sockets that the web process listens on before it starts, so that a taken port is noticed first."""

import socket
import struct

CLIENT_TIMEOUT_S = 30
"""The sandbox disconnects a client that neither sends nor reads for this long; the web process has its own limits."""
LOOPBACK = (("127.0.0.1", socket.AF_INET), ("::1", socket.AF_INET6))


class PortUnavailable(RuntimeError):
    """Says that the port is in use or may not be used."""


def open_listeners(host: str, port: int) -> list[socket.socket]:
    """Returns listening sockets; localhost has one for each of its addresses. Raises PortUnavailable."""
    if host != "localhost":
        return [_open_listener(host, socket.AF_INET6 if ":" in host else socket.AF_INET, port)]
    listeners = [_open_listener(*LOOPBACK[0], port)]
    if socket.has_ipv6:
        try:
            listeners.append(_open_listener(*LOOPBACK[1], port))
        except PortUnavailable:
            return listeners  # the machine has no IPv6 loopback, or another program there does no harm
    return listeners


def _open_listener(address: str, family: socket.AddressFamily, port: int) -> socket.socket:
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    for timeout in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):  # accepted connections inherit them
        listener.setsockopt(socket.SOL_SOCKET, timeout, struct.pack("ll", CLIENT_TIMEOUT_S, 0))
    try:
        listener.bind((address, port))
        listener.listen(128)
    except OSError as error:
        listener.close()
        raise PortUnavailable(
            f"Port {port} cannot be used on {address}: {error.strerror}. "
            f"Nothing was started; choose another, as in PORT={port + 10} bin/up."
        ) from None
    return listener
