"""Holds the shared state of a running sandbox."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from threading import Event
from typing import Protocol
from urllib.parse import urlsplit

from providers.sandbox.database import SandboxDatabase
from providers.sandbox.database.activities import SandboxActivity
from providers.sandbox.database.grants import SandboxGrant
from providers.sandbox.deliveries import Deliveries
from providers.sandbox.limits import SandboxLimits
from providers.sandbox.ridewithgps_options import RideWithGpsOptions

CLIENT_ID, CLIENT_SECRET = "sandbox", "sandbox-secret"
APPLICATION_ID = 54_321
"""Subscriptions name the application by this number, where Strava uses the client's id."""
LOCAL_HOSTS = ("localhost", "127.0.0.1", "::1")


class Dialect(Protocol):
    """Tells the applications of one platform about changes; a module with these functions is one."""

    def announce_activity(
        self, service: "SandboxService", before: SandboxActivity | None, after: SandboxActivity | None
    ) -> None:
        """Tells of a change; `before` is None for a new activity, `after` for a deleted one."""

    def announce_revocation(self, service: "SandboxService", athlete: str, grants: Iterable[SandboxGrant]) -> None:
        """Tells that the athlete withdrew the access that these grants gave."""


@dataclass
class SandboxService:
    """Represents one running sandbox; `stop_event` is set when it stops, `deliveries` calls applications back.

    `url` is the address of the sandbox as what it delivers names it.

    With a `signing_secret`, Strava's events are signed.  With `is_old_api_ended`, what Strava announced for June 2027
    has happened: no `/api/v3`, no `deauthorize`, no token in an address.
    """

    database: SandboxDatabase
    limits: SandboxLimits = field(default_factory=SandboxLimits)
    callback_hosts: tuple[str, ...] = ()
    signing_secret: str = ""
    is_old_api_ended: bool = False
    dialects: tuple[Dialect, ...] = ()
    ridewithgps: RideWithGpsOptions = field(default_factory=RideWithGpsOptions)
    url: str = ""
    stop_event: Event = field(default_factory=Event)
    deliveries: Deliveries = field(init=False)

    def __post_init__(self) -> None:
        """Lets deliveries go only where visitors may be sent back to."""
        self.deliveries = Deliveries(self.can_redirect_to, self.stop_event)

    def can_redirect_to(self, address: str) -> bool:
        """Returns whether visitors and deliveries may go there: to this machine, or to a host that was allowed."""
        try:
            url = urlsplit(address)
            _ = url.port
        except ValueError:
            return False
        return url.scheme in ("http", "https") and url.hostname in (*LOCAL_HOSTS, *self.callback_hosts)
