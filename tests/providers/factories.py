"""Connects athletes of the sandbox, as its consent page would."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.jobs.models import Job
from providers.credentials import AuthorizationResponse
from providers.models import Connection
from providers.registrations import sandbox_registration
from providers.registry import PLATFORMS
from providers.sandbox.platforms import RIDEWITHGPS, STRAVA, Platform
from providers.sandbox.ridewithgps.oauth import create_code
from providers.sandbox.server import Sandbox
from providers.services.connect import connect
from providers.services.schedule_pulls import schedule_pulls
from tests.run_jobs import run_jobs

CALLBACK = "http://testserver/connections/callback/"


@dataclass(frozen=True)
class Athlete:
    """An athlete has a code in the sandbox, and the current owner's connection leads to them."""

    sandbox: Sandbox
    code: str
    connection: Connection

    @property
    def platform(self) -> Platform:
        """Returns the connection's platform, in the sandbox's word."""
        return RIDEWITHGPS if self.connection.provider == RIDEWITHGPS else STRAVA

    def reads(self) -> int:
        """Returns how often something was read for this athlete so far."""
        return self.sandbox.database.calls.counts(self.code, self.platform).reads

    def writes(self) -> int:
        """Returns how often something was written for this athlete so far."""
        return self.sandbox.database.calls.counts(self.code, self.platform).writes

    def retired_gear_count(self) -> int:
        """Returns how many pieces of the athlete's gear are retired: each costs a call of its own."""
        return sum(gear.fixture.is_retired for gear in self.sandbox.database.athletes.gear(self.code))

    def fail(self, fault: str, calls: tuple[str, ...] = ("list",), **options: Any) -> None:
        """Lets the next calls of these kinds fail."""
        self.sandbox.database.faults.add(self.code, fault, calls, platform=self.platform, **options)


def connected(
    sandbox: Sandbox,
    history: str = "small",
    activities: int | None = None,
    granted_scopes: frozenset[str] | None = None,
    provider: str = "strava",
) -> Athlete:
    """Creates an athlete that the current owner has connected, with all scopes unless some are named.

    The first pull waits in the queue.
    """
    code = sandbox.database.athletes.create(history, activities)
    return reconnected(sandbox, code, granted_scopes, provider)


def reconnected(
    sandbox: Sandbox, code: str, granted_scopes: frozenset[str] | None = None, provider: str = "strava"
) -> Athlete:
    """Connects the current owner with an athlete that the sandbox knows already."""
    platform = PLATFORMS[provider]
    registration = sandbox_registration(platform)
    assert registration is not None
    authorization_code = _authorization_code(
        sandbox, code, provider, granted_scopes or frozenset(platform.requested_scopes)
    )
    grant = platform.exchange_code(
        registration, AuthorizationResponse(authorization_code, frozenset(), CALLBACK, verifier="")
    )
    return Athlete(sandbox, code, connect(platform, registration, grant))


def _authorization_code(sandbox: Sandbox, code: str, provider: str, granted_scopes: frozenset[str]) -> str:
    if provider == RIDEWITHGPS:
        return create_code(sandbox.service, code, CALLBACK)
    return sandbox.database.grants.create_code(code, granted_scopes)


def pulled(
    sandbox: Sandbox,
    history: str = "small",
    activities: int | None = None,
    granted_scopes: frozenset[str] | None = None,
    provider: str = "strava",
) -> Athlete:
    """Creates an athlete that the current owner has connected, and pulls everything."""
    athlete = connected(sandbox, history, activities, granted_scopes, provider)
    run_jobs()
    return athlete


def run_waiting_jobs() -> None:
    """Lets the time come that jobs of the current owner and the sandbox's limits wait for, and runs the jobs."""
    Job.objects.update(not_before=timezone.now() - timedelta(seconds=1))
    Connection.objects.update(waiting_until=timezone.now() - timedelta(seconds=1))
    run_jobs()


def run_scheduled_pull(connection: Connection) -> None:
    """Lets the time come for the connection's next pull, and runs it."""
    Connection.objects.filter(pk=connection.pk).update(next_pull_at=timezone.now())
    schedule_pulls()
    run_jobs()
