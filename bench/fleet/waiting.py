"""Waits until a condition holds."""

import time
from collections.abc import Callable

POLL_INTERVAL_S = 0.02


def wait_until(is_met: Callable[[], bool], seconds: float = 600.0) -> None:
    """Waits until the condition is met. Raises TimeoutError when it is not in time."""
    until = time.monotonic() + seconds
    while not is_met():
        if time.monotonic() > until:
            raise TimeoutError
        time.sleep(POLL_INTERVAL_S)
