"""Parses BASE_URL, the address under which browsers reach this install; it may end in a path, as in /tracekit."""

import re
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from tracekit_site.wrong_settings import WrongSettings

PATH = re.compile(r"(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*")
DEFAULT_PORTS = {"http": 80, "https": 443}

WRONG_BASE_URL = (
    "BASE_URL must be the address of tracekit as browsers show it, as in 'https://nas.local' or "
    "'https://nas.local/tracekit': http or https, a host name, perhaps a port and a path, and nothing else."
)


@dataclass(frozen=True, slots=True)
class BaseUrl:
    """Holds the parts of the address: `origin` as browsers send it, `host` without port, `path` without final slash."""

    origin: str
    host: str
    path: str


def parse_base_url(text: str) -> BaseUrl:
    """Returns the parts of BASE_URL. Raises WrongSettings when it is no address that browsers could open."""
    try:
        parts = urlsplit(text)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise WrongSettings(WRONG_BASE_URL) from None
    path = parts.path.rstrip("/")
    if not (host and parts.scheme in DEFAULT_PORTS and PATH.fullmatch(path)) or _has_other_parts(parts):
        raise WrongSettings(WRONG_BASE_URL)
    host = f"[{host}]" if ":" in host else host
    suffix = "" if port in (None, DEFAULT_PORTS[parts.scheme]) else f":{port}"
    return BaseUrl(f"{parts.scheme}://{host}{suffix}", host, path)


def _has_other_parts(parts: SplitResult) -> bool:
    return bool(parts.query or parts.fragment or parts.username is not None)
