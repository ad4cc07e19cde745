"""Tells pages whether calls to the platforms are made, and in which windows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import JSONObject
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from providers.call_budget import CallWindow
from providers.models import CircuitBreaker, RateLimitWindow
from providers.rate_limits import RateLimit
from providers.registry import PLATFORMS

MAX_WINDOWS = 6
"""Pages look at this many windows of a registration; no platform states more."""


@dataclass(frozen=True, slots=True)
class BreakerState:
    """Says whether calls of a registration are made: closed means that they are.

    While it is open, `cause` says why (a value of `CircuitBreaker.Cause`), `opened_at` since when, and `next_probe_at`
    when one call will find out whether the platform works again. `full_until` is the time until which the platform
    has refused calls over a limit; None when it has not.
    """

    registration_name: str
    opened_at: datetime | None = None
    cause: str = ""
    next_probe_at: datetime | None = None
    full_until: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Returns whether no call is made but a probe."""
        return self.opened_at is not None

    @property
    def is_inactive(self) -> bool:
        """Returns whether the platform has turned off access for this install, which only the operator can mend."""
        return self.cause == CircuitBreaker.Cause.INACTIVE

    @property
    def is_client_refused(self) -> bool:
        """Returns whether the platform refuses the client id or the secret, which only the operator can correct."""
        return self.cause == CircuitBreaker.Cause.CLIENT

    @property
    def label(self) -> str:
        """Returns the label of the platform; the name of the registration when this release lacks it."""
        return platform_label(self.registration_name)


@dataclass(frozen=True, slots=True)
class Health:
    """Holds the breaker and the windows of a connection's registration, which all its connections share."""

    breaker: BreakerState
    windows: Sequence[CallWindow] = ()


def breaker_state(registration_name: str) -> BreakerState:
    """Returns whether the calls of a registration are made; the sandbox's never stop: one query."""
    row = CircuitBreaker.objects.filter(registration_name=registration_name).first()
    return BreakerState(registration_name) if row is None else _to_state(row)


def health_columns() -> dict[str, Subquery]:
    """Returns what a query of connections adds, so that `health_of` needs no other one."""
    breakers = CircuitBreaker.objects.filter(registration_name=OuterRef("registration_name"))
    columns = JSONObject(**{name: F(name) for name in ("opened_at", "cause", "probe_at")})
    windows = RateLimitWindow.objects.filter(registration_name=OuterRef("registration_name")).order_by("pk")
    window = JSONObject(**{name: F(name) for name in ("kind", "call_limit", "window_s", "used", "started_at")})
    return {
        "breaker": Subquery(breakers.values(row=columns)),
        **{f"window_{index}": Subquery(windows.values(row=window)[index : index + 1]) for index in range(MAX_WINDOWS)},
    }


def health_of(connection: Any) -> Health:
    """Returns the health of a connection's registration, from a row with `health_columns`."""
    row = connection.breaker or {}
    breaker = BreakerState(
        connection.registration_name,
        opened_at=_instant(row.get("opened_at")),
        cause=row.get("cause", ""),
        next_probe_at=_instant(row.get("probe_at")),
    )
    rows = [getattr(connection, f"window_{index}") for index in range(MAX_WINDOWS)]
    return Health(breaker, tuple(_window_of(row) for row in rows if row))


def _window_of(row: dict[str, Any]) -> CallWindow:
    limit = RateLimit(row["kind"], row["call_limit"], timedelta(seconds=row["window_s"]))
    return CallWindow(limit, row["used"], _instant(row["started_at"]) or timezone.now())


def _instant(text: str | None) -> datetime | None:
    """Returns the time that a database has put into JSON; SQLite leaves out its zone, which is UTC."""
    instant = parse_datetime(text) if text else None
    return instant.replace(tzinfo=UTC) if instant is not None and instant.tzinfo is None else instant


def breaker_states() -> dict[str, BreakerState]:
    """Returns the state of every registration that has ever failed, by its name: one query."""
    return {row.registration_name: _to_state(row) for row in CircuitBreaker.objects.order_by("registration_name")}


def open_breakers() -> list[BreakerState]:
    """Returns the breakers that are open now: one query."""
    return [_to_state(row) for row in CircuitBreaker.objects.filter(opened_at__isnull=False).order_by("opened_at")]


def _to_state(row: CircuitBreaker) -> BreakerState:
    """Returns what a row says; a limit that has ended is none."""
    full_until = row.full_until if row.full_until is not None and row.full_until > timezone.now() else None
    return BreakerState(row.registration_name, row.opened_at, row.cause, row.probe_at, full_until)


def platform_label(registration_name: str) -> str:
    """Returns the label of a registration's platform; the name itself when this release lacks the platform."""
    platform = PLATFORMS.get(registration_name)
    return platform.label if platform else registration_name
