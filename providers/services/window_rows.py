"""Turns the rows of rate-limit windows into what decides about calls."""

from datetime import timedelta

from providers.call_budget import CallWindow
from providers.models import RateLimitWindow
from providers.rate_limits import RateLimit


def to_window(row: RateLimitWindow) -> CallWindow:
    """Returns what a row says."""
    limit = RateLimit(row.kind, row.call_limit, timedelta(seconds=row.window_s))
    return CallWindow(limit, row.used, row.started_at)
