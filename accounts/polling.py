"""Tells pages how often to poll, and when to stop."""

from time import time

STOP_POLLING = 286
"""The status of a response after which htmx polls no more."""
FAST_INTERVAL_S, SLOW_INTERVAL_S = 2, 5
FAST_FOR_S = 60
"""How long a page polls fast, in seconds, before it slows down."""


def poll_interval(since: float) -> int:
    """Returns after how many seconds a page polls again that has waited since then, in Unix seconds."""
    return FAST_INTERVAL_S if time() - since < FAST_FOR_S else SLOW_INTERVAL_S
