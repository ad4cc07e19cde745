"""Keeps the limited process that parses between the steps of one owner; no other owner's file ever meets it."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from accounts.scope import current_owner_id
from activities.parsers.process import ParserProcess

_kept: dict[UUID, ParserProcess] = {}
"""This process keeps at most one parser, by its owner; while a step uses it, it is not in here."""


@contextmanager
def owner_parser() -> Iterator[ParserProcess]:
    """Yields a parser whose process has parsed files of the current owner only, and keeps it for the next step.

    A block that raises ends the process.
    """
    owner_id = current_owner_id()
    parser = _kept.pop(owner_id, None) or ParserProcess()
    _close_kept()
    try:
        yield parser
    except BaseException:
        parser.close()
        raise
    _close_kept()
    _kept[owner_id] = parser


def _close_kept() -> None:
    while _kept:
        _kept.popitem()[1].close()
