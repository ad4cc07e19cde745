"""Counts how much is done in a window of time. It counts in the cache, so it makes no statement."""

import logging
import re
import time
from typing import NamedTuple

from django.core.cache import cache

from tracekit_site.outages import outage_errors
from tracekit_site.wrong_settings import WrongSettings

log = logging.getLogger(__name__)

RETRY_AFTER_S = 30.0
"""After a failure of the cache, this process does not ask it again for so long: a silent Redis costs half a second."""

OFF = "off"
LIMIT = re.compile(r"(\d+)(MB|GB)?/(m|h|d)")
BYTES = {"": 1, "MB": 10**6, "GB": 10**9}
SECONDS = {"m": 60, "h": 3600, "d": 86400}


_uncounted_until = 0.0


class Limit(NamedTuple):
    """A limit is a number, of requests or bytes, in each window of so many seconds."""

    amount: int
    window_s: int


def parse_limits(name: str, text: str) -> tuple[Limit, ...]:
    """Returns the limits in a setting such as `120/m` or `2GB/h,10GB/d`; none for `off`. Raises WrongSettings."""
    matches = [LIMIT.fullmatch(part.strip()) for part in text.split(",")]
    if text == OFF:
        return ()
    if not all(matches):
        raise WrongSettings(
            f"{name} must be off, or limits for a minute, an hour or a day, as in 120/m or 2GB/h,10GB/d."
        )
    return tuple(Limit(int(match[1]) * BYTES[match[2] or ""], SECONDS[match[3]]) for match in matches if match)


def seconds_to_wait(limits: tuple[Limit, ...], key: str, amount: int = 1) -> int:
    """Counts the amount; returns 0 when the limits had room, and else the seconds until the last of them has again.

    What begins within a limit may exceed it, so an upload that is larger than the rest of its window is not refused.
    Without an answer of the cache nothing is limited for half a minute: clicks and uploads do not depend on Redis.
    """
    global _uncounted_until
    if time.monotonic() < _uncounted_until:
        return 0
    now = time.time()
    try:
        return max((_count(limit, key, amount, now) for limit in limits), default=0)
    except outage_errors() as error:
        _uncounted_until = time.monotonic() + RETRY_AFTER_S
        log.warning("The cache does not answer (%s). Accounts are not limited meanwhile.", type(error).__name__)
        return 0


def _count(limit: Limit, key: str, amount: int, now: float) -> int:
    """Counts the amount in the window of `now`; returns the seconds until that ends if the limit was used up before."""
    number = int(now // limit.window_s)
    cache_key = f"limit:{key}:{limit.window_s}:{number}"
    try:
        total = cache.incr(cache_key, amount)
    except ValueError:
        cache.add(cache_key, 0, limit.window_s)
        total = cache.incr(cache_key, amount)
    return int((number + 1) * limit.window_s - now) + 1 if total - amount >= limit.amount else 0
