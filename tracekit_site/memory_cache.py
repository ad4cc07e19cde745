"""Provides the cache of an install without Redis, in the memory of its one web process."""

from django.core.cache.backends.locmem import LocMemCache


class CacheFull(Exception):
    """The cache has no room for another entry, and none of its entries has expired."""


class MemoryCache(LocMemCache):
    """Keeps every entry until it expires, so that no flood of requests lets a limit or a used code be forgotten.

    Django's own drops entries that are still valid when it is full. The limits of strangers' requests keep this one far
    from full; where it is full all the same, the request is refused.
    """

    def delete_containing(self, text: str) -> int:
        """Deletes the entries of this process whose key contains the text; returns how many there were."""
        with self._lock:  # type: ignore[attr-defined]
            keys = [key for key in self._cache if text in key]  # type: ignore[attr-defined]
            return sum(bool(self._delete(key)) for key in keys)  # type: ignore[attr-defined]

    def _cull(self) -> None:
        """Deletes what has expired. Raises CacheFull."""
        for key in [key for key in self._cache if self._has_expired(key)]:  # type: ignore[attr-defined]
            self._delete(key)  # type: ignore[attr-defined]
        if len(self._cache) >= self._max_entries:  # type: ignore[attr-defined]
            raise CacheFull
