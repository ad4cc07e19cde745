"""Waits for conditions, with one generous cap for all tests."""

import time
from collections.abc import Callable

TIMEOUT_S = 600.0
"""A test waits at most this long for what must happen, so that only a test that hangs fails on a busy machine."""


def wait_until(condition: Callable[[], bool]) -> None:
    """Waits until the condition holds. Raises AssertionError when it still does not after `TIMEOUT_S`."""
    deadline = time.monotonic() + TIMEOUT_S
    while not condition():
        assert time.monotonic() < deadline, f"the condition did not come true within {TIMEOUT_S:.0f} seconds"
        time.sleep(0.05)
