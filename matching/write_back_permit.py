"""Stops a write that no athlete confirmed with a click.

The model refuses every new write-back outside `with permit_write_back()`. The permit guards new rows only: a retry uses
its old row. The import contracts guard both: import-linter lets only `matching.services.request_write_back` import this
module, and only the views of the buttons import that service.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar


class WriteBackNotPermitted(RuntimeError):
    """A write-back was about to be created that no athlete confirmed with a click."""


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
    """Raises WriteBackNotPermitted outside `permit_write_back`: no athlete has confirmed this write with a click."""
    if not _is_permitted.get():
        raise WriteBackNotPermitted("only an athlete's click creates a write-back")
