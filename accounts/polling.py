"""Tells pages how often to poll, and when to stop."""

from time import time

STOP_POLLING = 286
"""A page stops polling after a response with this status: htmx does so."""
FAST_INTERVAL_S, SLOW_INTERVAL_S = 2, 5
FAST_FOR_S = 60
"""A page polls fast for so many seconds, and slowly from then on."""


def poll_interval(since: float) -> int:
    """Returns after how many seconds a page polls again that has waited since then, in Unix seconds."""
    return FAST_INTERVAL_S if time() - since < FAST_FOR_S else SLOW_INTERVAL_S
