"""Computes which networks a request comes from, as keyed digests: no client address is stored."""

import hashlib
import hmac
import ipaddress
from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings

NETWORK_PREFIX, WIDE_PREFIX = 64, 48
"""A home gets an IPv6 network of 64 bits or shorter, a company or a rented machine one of 48."""


@dataclass(frozen=True, slots=True)
class Networks:
    """The networks of a client are its own and the wide one around it; with IPv4 both are the address itself."""

    own: str
    wide: str


def client_networks(address: str) -> Networks:
    """Returns the digests of the networks of a client's address, which cannot be recomputed on the next day."""
    return Networks(*(_digest(_network(address, prefix)) for prefix in (NETWORK_PREFIX, WIDE_PREFIX)))


def _network(address: str, prefix: int) -> str:
    """Returns the network of an IPv6 address; an IPv4 address, or a text that is no address, as it is."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv4Address):
        return str(parsed)
    if parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.ip_network((parsed, prefix), strict=False))


def _digest(network: str) -> str:
    day = datetime.now(UTC).date().isoformat()
    return hmac.new(f"{settings.SECRET_KEY}{day}".encode(), network.encode(), hashlib.sha256).hexdigest()
