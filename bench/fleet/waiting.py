"""Waiting for what must come."""

import time
from collections.abc import Callable

LOOK_S = 0.02


def wait_until(is_so: Callable[[], bool], seconds: float = 600.0) -> None:
    """Until it is so. Raises TimeoutError when it is not in time."""
    until = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > until:
            raise TimeoutError
        time.sleep(LOOK_S)
