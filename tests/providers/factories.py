"""An athlete of the sandbox, connected as its consent page would connect one."""

from dataclasses import dataclass

from providers.models import Connection
from providers.registrations import sandbox_registration as registration
from providers.registry import PLATFORMS
from providers.sandbox.server import Sandbox
from providers.services.authorization import connect
from tests.run_jobs import run_jobs


@dataclass(frozen=True)
class Athlete:
    """The athlete's code in the sandbox, and the current owner's connection to it."""

    sandbox: Sandbox
    code: str
    connection: Connection

    def reads(self) -> int:
        """How often something was read for this athlete so far."""
        return self.sandbox.database.calls.counts(self.code).reads

    def writes(self) -> int:
        """How often something was written."""
        return self.sandbox.database.calls.counts(self.code).writes


def connected(
    sandbox: Sandbox, history: str = "small", activities: int | None = None, scopes: frozenset[str] | None = None
) -> Athlete:
    """A new athlete, connected by the current owner; nothing is pulled yet. All scopes unless said otherwise."""
    code = sandbox.database.athletes.create(history, activities)
    return reconnected(sandbox, code, scopes)


def reconnected(sandbox: Sandbox, code: str, scopes: frozenset[str] | None = None) -> Athlete:
    """An athlete that is there already, connected by the current owner."""
    strava, here = PLATFORMS["strava"], registration()
    assert here is not None
    offered = sandbox.database.grants.create_code(code, scopes or frozenset(strava.requested_scopes))
    return Athlete(sandbox, code, connect(strava, here, strava.exchange_code(here, offered, frozenset())))


def pulled(
    sandbox: Sandbox, history: str = "small", activities: int | None = None, scopes: frozenset[str] | None = None
) -> Athlete:
    """A new athlete, connected, and everything of it pulled."""
    athlete = connected(sandbox, history, activities, scopes)
    run_jobs()
    return athlete
