"""Tells the operator how much of each rate limit the registrations of this install have used."""

from dataclasses import dataclass
from datetime import datetime
from math import ceil

from django.utils import timezone

from accounts.jobs.lanes import Lane
from providers.call_budget import CallWindow
from providers.contract import Platform
from providers.models import RateLimitWindow
from providers.registrations import registration_for
from providers.registry import PLATFORMS
from providers.services.platform_health import platform_label
from providers.services.window_rows import to_window


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
        return platform_label(self.registration_name)

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
