"""Who leads a workout."""

from typing import Any, Protocol

FORMATS = ("fit", "tcx", "gpx")


class Leading(Protocol):
    """What decides who leads."""

    @property
    def rank(self) -> int: ...
    @property
    def flags(self) -> frozenset[str]: ...
    @property
    def format(self) -> str: ...
    @property
    def length_s(self) -> float: ...
    @property
    def provider(self) -> str: ...
    @property
    def provider_id(self) -> str: ...


def leading(one: Leading) -> tuple[Any, ...]:
    """The order in which activities lead.

    The athlete's order of providers, whole before partial, FIT before TCX before GPX, the longer, the lower id.
    """
    place = FORMATS.index(one.format) if one.format in FORMATS else len(FORMATS)
    return (one.rank, "partial" in one.flags, place, -one.length_s, one.provider, one.provider_id)
