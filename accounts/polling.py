"""Tells pages how often to poll, and when to stop."""

from time import time

STOP_POLLING = 286
"""A page stops polling after a response with this status: htmx does so."""
FAST_INTERVAL_S, SLOW_INTERVAL_S = 2, 5
FAST_FOR_S = 60
"""A page polls at the fast interval for this many seconds, then at the slow one."""


def poll_interval(since: float) -> int:
    """Returns the seconds until the next poll of a page that has waited since `since` (Unix seconds)."""
    return FAST_INTERVAL_S if time() - since < FAST_FOR_S else SLOW_INTERVAL_S
