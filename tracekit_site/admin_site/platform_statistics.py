"""Counts the connections to each platform by their health, for operators."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, Q
from django.db.models.functions import Coalesce

from providers.contract import Platform
from providers.models import Connection
from providers.registrations import registration_for
from providers.registry import PLATFORMS

IS_FAILING = ~Q(state=Connection.State.CONNECTED) | ~Q(last_error="")
"""A connection fails while the platform or the last call says so; a paused one may fail, too."""


@dataclass(frozen=True, slots=True)
class PlatformStatistics:
    """Says how a platform is offered to athletes, and counts the connections to it by state.

    `failing` counts those that do not sync now, for any reason; `oldest_failing` is when the one among them that has
    waited longest last synced, or was connected.
    """

    label: str
    offer: str
    connected: int = 0
    reconnect: int = 0
    unavailable: int = 0
    paused: int = 0
    failing: int = 0
    oldest_failing: datetime | None = None


def platform_statistics() -> list[PlatformStatistics]:
    """Returns the statistics of every platform: one query."""
    states = [state for state in Connection.State.values if state != Connection.State.CLOSED]
    counts = {state: Count("pk", filter=Q(state=state)) for state in states}
    open_connections = Connection.across_accounts.exclude(state=Connection.State.CLOSED).order_by()
    rows = open_connections.values("provider").annotate(
        **counts,
        paused=Count("pk", filter=Q(is_paused=True)),
        failing=Count("pk", filter=IS_FAILING),
        oldest_failing=Min(Coalesce("pulled_at", "connected_at"), filter=IS_FAILING),
    )
    rows_by_name = {row.pop("provider"): row for row in rows}
    return [
        PlatformStatistics(platform.label, _describe_offer(platform), **rows_by_name.get(name, {}))
        for name, platform in PLATFORMS.items()
    ]


def _describe_offer(platform: Platform) -> str:
    registration = registration_for(platform)
    if registration is None:
        return "not offered"
    return "simulated by the sandbox" if registration.is_sandbox else "with this install’s application"
