"""What every answer of the sandbox may need."""

from dataclasses import dataclass, field
from threading import Event
from urllib.parse import urlsplit

from providers.sandbox.limits import Limits
from providers.sandbox.store import Store

CLIENT_ID, CLIENT_SECRET = "sandbox", "sandbox-secret"
OWN_HOSTS = ("localhost", "127.0.0.1", "::1")


@dataclass
class Service:
    """One running sandbox; `is_ending` is set when it stops."""

    store: Store
    limits: Limits = field(default_factory=Limits)
    callback_hosts: tuple[str, ...] = ()
    is_ending: Event = field(default_factory=Event)

    def may_return_to(self, address: str) -> bool:
        """Whether an application may be called back there: on this machine, or on a host that was allowed."""
        try:
            parts = urlsplit(address)
            _ = parts.port
        except ValueError:
            return False
        return parts.scheme in ("http", "https") and parts.hostname in (*OWN_HOSTS, *self.callback_hosts)
