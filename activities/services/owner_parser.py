"""Keeps the limited process that parses between the steps of one owner; no other owner's file ever meets it."""

import os
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
    end_kept_parser()
    try:
        yield parser
    except BaseException:
        parser.close()
        raise
    end_kept_parser()
    _kept[owner_id] = parser


def parser_cpu_s() -> float:
    """Returns the seconds of the processor that the processes of all parsers have used so far, between two steps."""
    ended = os.times()
    return ended.children_user + ended.children_system + sum(parser.cpu_s for parser in _kept.values())


def end_kept_parser() -> None:
    """Ends the process that is kept, if any."""
    while _kept:
        _kept.popitem()[1].close()
