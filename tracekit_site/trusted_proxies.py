"""Says which proxies are believed about clients and schemes: TRUSTED_PROXY_COUNT and TRUSTED_PROXIES."""

from functools import cache
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from django.conf import settings

from tracekit_site.wrong_settings import WrongSettings

PRIVATE_NETWORKS = (
    *("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "100.64.0.0/10"),
    *("::1/128", "fc00::/7", "fe80::/10"),
)
"""Nobody on the Internet has an address of these: loopback, private and link-local ones, and those of shared lines."""
ALL_NETWORKS = ("0.0.0.0/0", "::/0")

Network = IPv4Network | IPv6Network


def parse_trusted_proxies(names: list[str]) -> list[str]:
    """Returns the networks of the proxies; `*` means all. Raises WrongSettings for what is no address or network."""
    texts = [text for name in names for text in (ALL_NETWORKS if name == "*" else (name,))] or PRIVATE_NETWORKS
    try:
        return [str(ip_network(text, strict=False)) for text in texts]
    except ValueError:
        raise WrongSettings(
            "TRUSTED_PROXIES must be addresses or networks of proxies, as in '10.0.0.0/8,203.0.113.7', or '*' for all."
        ) from None


def is_trusted_proxy(address: str) -> bool:
    """Returns whether a proxy at this address is believed; a Unix socket has none, and only this machine reaches it."""
    if not settings.ALLAUTH_TRUSTED_PROXY_COUNT:
        return False
    return not address or is_in_networks(address, tuple(settings.TRUSTED_PROXIES))


@cache
def _networks(texts: tuple[str, ...]) -> list[Network]:
    return [ip_network(text) for text in texts]


def is_in_networks(address: str, networks: tuple[str, ...]) -> bool:
    """Returns whether an address belongs to one of the networks; a text that is none belongs to no network."""
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(parsed, IPv6Address):
        parsed = parsed.ipv4_mapped or parsed
    return any(parsed in network for network in _networks(networks))
