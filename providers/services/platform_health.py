"""Tells pages how the platforms are: whether calls are made at all, and how much of each limit is used."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import ceil
from typing import Any

from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import JSONObject
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from accounts.jobs.lanes import Lane
from providers.call_budget import CallWindow
from providers.contract import Platform
from providers.models import CircuitBreaker, RateLimitWindow
from providers.rate_limits import RateLimit
from providers.registrations import registration_for
from providers.registry import PLATFORMS
from providers.services.window_rows import to_window

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
        return _label(self.registration_name)


@dataclass(frozen=True, slots=True)
class BudgetBar:
    """A budget bar shows one window of a registration's rate limit as it is at `now`.

    `used` counts the calls of the window that ends at `resets_at`, and `limit` is how many the platform allows.
    """

    registration_name: str
    window: CallWindow
    now: datetime

    @property
    def label(self) -> str:
        """Returns the label of the platform."""
        return _label(self.registration_name)

    @property
    def kind(self) -> str:
        """Returns the kind of the limit, as the platform's folder names it, such as `read`."""
        return self.window.limit.kind

    @property
    def window_s(self) -> int:
        """Returns the length of the window in seconds."""
        return int(self.window.limit.window.total_seconds())

    @property
    def used(self) -> int:
        """Returns how many calls were made in the window."""
        return self.window.used

    @property
    def limit(self) -> int:
        """Returns how many calls the window allows."""
        return self.window.limit.calls

    @property
    def used_share(self) -> float:
        """Returns the used part of the window, from 0 to 1."""
        return min(1.0, self.used / self.limit)

    @property
    def resets_at(self) -> datetime:
        """Returns when the window ends and the count starts anew."""
        return self.window.end

    @property
    def reserved(self) -> dict[Lane, int]:
        """Returns for each lane how many calls it has to leave to those above it now, rounded up."""
        return {lane: ceil(self.window.reserved_calls(lane, self.now)) for lane in Lane}


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


def budget_bars() -> list[BudgetBar]:
    """Returns the windows of every registration of this install, in the order of their platforms: one query.

    A registration that made no call yet has the limits that its platform declares. A platform that publishes no limit
    has no bars, and the sandbox has none.
    """
    now = timezone.now()
    windows: dict[str, list[CallWindow]] = {}
    for row in RateLimitWindow.objects.order_by("kind", "window_s"):
        windows.setdefault(row.registration_name, []).append(to_window(row).at(now))
    return [
        BudgetBar(name, window, now)
        for name, platform in PLATFORMS.items()
        if platform.rate_limits and _is_registered(platform)
        for window in windows.get(name) or _declared_windows(platform, now)
    ]


def _is_registered(platform: Platform) -> bool:
    registration = registration_for(platform)
    return registration is not None and not registration.is_sandbox


def _declared_windows(platform: Platform, now: datetime) -> list[CallWindow]:
    limits = sorted(platform.rate_limits, key=lambda limit: (limit.kind, limit.window))
    return [CallWindow(limit, 0, limit.window_start(now)) for limit in limits]


def _to_state(row: CircuitBreaker) -> BreakerState:
    """Returns what a row says; a limit that has ended is none."""
    full_until = row.full_until if row.full_until is not None and row.full_until > timezone.now() else None
    return BreakerState(row.registration_name, row.opened_at, row.cause, row.probe_at, full_until)


def _label(registration_name: str) -> str:
    platform = PLATFORMS.get(registration_name)
    return platform.label if platform else registration_name
