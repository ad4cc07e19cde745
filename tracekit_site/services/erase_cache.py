"""Deletes the cache entries of an erased account."""

from typing import Protocol, cast

from django.core.cache import cache
from django.utils import timezone

from accounts.erasure import FORCED_AFTER
from accounts.erasure_steps import Phase, RunningErasure, SomethingLeft, erasure_step
from tracekit_site.outages import outage_errors

WAIT_FOR_CACHE = FORCED_AFTER
"""The step waits so long for a cache that does not answer. Its entries expire by the deadline: each lives a day."""


class SearchableCache(Protocol):
    """Describes what both of our caches can do beyond Django's."""

    def delete_containing(self, text: str) -> int:
        """Deletes the entries whose key contains the text; returns how many there were."""


@erasure_step("cache", Phase.CACHE, "Delete entries of the cache")
def erase_cache_entries(run: RunningErasure) -> None:
    """Deletes the entries that name the account. Messages of the broker name jobs alone.

    A Redis that does not answer holds up no deadline: what it holds expires by then. Raises its error until the last
    hours.
    """
    try:
        _delete_entries(run)
    except outage_errors():
        confirmed_at = run.erasure.confirmed_at
        if confirmed_at is None or timezone.now() < confirmed_at + WAIT_FOR_CACHE:
            raise


@erasure_step("cache_verified", Phase.VERIFICATION, "Check that nothing is left")
def verify_cache(run: RunningErasure) -> None:
    """Raises SomethingLeft when the cache got another entry of the account."""
    try:
        count = _delete_entries(run)
    except outage_errors():
        return
    if count:
        raise SomethingLeft("an entry of the cache")


def _delete_entries(run: RunningErasure) -> int:
    return cast(SearchableCache, cache).delete_containing(str(run.account_id))
