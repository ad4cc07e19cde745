"""Says whose a connection is, so that each client can be limited."""

import re
from ipaddress import IPv4Address, ip_address, ip_network

from django.conf import settings

from tracekit_site.trusted_proxies import is_trusted_proxy

FORWARDED_FOR = re.compile(rb"\r\nx-forwarded-for[ \t]*:([^\r\n]*)", re.IGNORECASE)
IPV6_PREFIX = 64
"""A household has as many addresses as this leaves."""


def client_address(peer: object, head: bytes) -> str | None:
    """Returns the address of the client, or its network in IPv6; None where only a trusted proxy is known."""
    if not isinstance(peer, tuple):
        return None  # a Unix socket: only a proxy of this machine connects there
    if not is_trusted_proxy(peer[0]):
        return _network(peer[0])
    chain = b",".join(FORWARDED_FOR.findall(head)).decode("latin-1").split(",")
    count: int = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    return _network(chain[-count].strip()) if len(chain) >= count else None


def _network(text: str) -> str | None:
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    if isinstance(address, IPv4Address):
        return str(address)
    return str(address.ipv4_mapped or ip_network((address, IPV6_PREFIX), strict=False))
