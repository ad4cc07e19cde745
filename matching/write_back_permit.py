"""Lets nothing but an athlete's click create a write-back.

The model refuses every new row outside `with permit_write_back()`, which `matching.services.request_write_back` alone
opens; import-linter refuses any other importer.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar


class WriteBackNotPermitted(RuntimeError):
    """A write-back was about to be created by something else than the services that a click calls."""


_is_permitted: ContextVar[bool] = ContextVar("write_back_permit", default=False)


@contextmanager
def permit_write_back() -> Iterator[None]:
    """Lets write-backs be created inside the block."""
    token = _is_permitted.set(True)
    try:
        yield
    finally:
        _is_permitted.reset(token)


def require_permit() -> None:
    """Raises WriteBackNotPermitted outside `permit_write_back`."""
    if not _is_permitted.get():
        raise WriteBackNotPermitted("only an athlete's click creates a write-back")
