"""Decides which activity leads a workout."""

from typing import Any, Protocol

FILE_FORMATS = ("fit", "tcx", "gpx")
"""These are the formats of files; the first one leads."""


class LeaderCriteria(Protocol):
    """Represents what decides which activity leads."""

    @property
    def rank(self) -> int: ...
    @property
    def is_from_sink(self) -> bool: ...
    @property
    def is_whole(self) -> bool: ...
    @property
    def format(self) -> str: ...
    @property
    def length_s(self) -> float: ...
    @property
    def provider(self) -> str: ...
    @property
    def provider_id(self) -> str: ...


def leader_order(activity: LeaderCriteria) -> tuple[Any, ...]:
    """Returns the sort key by which activities lead, the leader first.

    It compares sinks last, whole before partial or damaged, the fixed order of providers, FIT before TCX before GPX,
    the longer, the lower id.
    """
    format_rank = FILE_FORMATS.index(activity.format) if activity.format in FILE_FORMATS else len(FILE_FORMATS)
    return (
        activity.is_from_sink,
        not activity.is_whole,
        activity.rank,
        format_rank,
        -activity.length_s,
        activity.provider,
        activity.provider_id,
    )
