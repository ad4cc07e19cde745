"""Says by the name of a host whether what is sent there stays on this machine, or in a private network."""

from tracekit_site.trusted_proxies import PRIVATE_NETWORKS, is_in_networks

LOOPBACK_NETWORKS = ("127.0.0.0/8", "::1/128")
PRIVATE_ENDINGS = (".internal", ".local", ".lan", ".home.arpa", ".localhost")
"""The Internet has no name that ends so (RFC 6761, 6762, 8375, and `.internal` of ICANN)."""


def is_loopback(host: str) -> bool:
    """Returns whether a host is this machine; a path or an empty name is a Unix socket."""
    return host in ("", "localhost") or host.startswith("/") or is_in_networks(host, LOOPBACK_NETWORKS)


def is_private(host: str) -> bool:
    """Returns whether a host is this machine or in a private network, where a name without a dot leads to, too."""
    name = host.casefold().rstrip(".")
    is_private_name = name.endswith(PRIVATE_ENDINGS) or not set(name) & {".", ":"}
    return is_loopback(host) or is_private_name or is_in_networks(host, PRIVATE_NETWORKS)
