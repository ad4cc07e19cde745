"""Holds the shared state of a running sandbox."""

from dataclasses import dataclass, field
from threading import Event
from urllib.parse import urlsplit

from providers.sandbox.database import SandboxDatabase
from providers.sandbox.limits import SandboxLimits
from providers.sandbox.ridewithgps.options import RideWithGpsOptions

CLIENT_ID, CLIENT_SECRET = "sandbox", "sandbox-secret"
LOCAL_HOSTS = ("localhost", "127.0.0.1", "::1")


@dataclass
class SandboxService:
    """Represents one running sandbox; `stop_event` is set when it stops."""

    database: SandboxDatabase
    limits: SandboxLimits = field(default_factory=SandboxLimits)
    callback_hosts: tuple[str, ...] = ()
    ridewithgps: RideWithGpsOptions = field(default_factory=RideWithGpsOptions)
    stop_event: Event = field(default_factory=Event)

    def can_redirect_to(self, address: str) -> bool:
        """Returns whether visitors may be sent back there: to this machine, or to a host that was allowed."""
        try:
            url = urlsplit(address)
            _ = url.port
        except ValueError:
            return False
        return url.scheme in ("http", "https") and url.hostname in (*LOCAL_HOSTS, *self.callback_hosts)
