"""Defines the candidate: what the engine knows of one activity."""

from dataclasses import dataclass, field
from typing import Any

from activities.record import FILE_PROVIDER, StatedIds
from activities.sports import OTHER, family_of
from matching.engine.thresholds import DAILY_ENTRY_S, DAY_S, MAX_REACH_S

UNSPECIFIC_SPORTS = ("workout",)
"""These sports are unspecific: they fit any family, as `other` does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A candidate is one activity as the engine sees it: in seconds and meters, its start in seconds since 1970 (UTC).

    `key` is the caller's handle (hashable) and decides nothing. `source` is the connection: the provider of a platform,
    the single file of a file. `rank` is the provider's in the fixed order in which providers lead, the lower one first;
    `format` is that of a file, and `is_damaged` says that its bytes are damaged. One that `is_from_sink` leads last.
    """

    key: Any
    provider: str
    provider_id: str
    source: str
    start_s: float
    elapsed_s: float | None = None
    moving_s: float | None = None
    timer_s: float | None = None
    distance_m: float | None = None
    sport: str = OTHER
    flags: frozenset[str] = frozenset()
    parent_id: str | None = None
    stated_ids: StatedIds = ()
    rank: int = 0
    format: str = ""
    is_damaged: bool = False
    is_from_sink: bool = False

    family: str = field(init=False)
    lengths: tuple[float, ...] = field(init=False)
    length_s: float = field(init=False)
    end_s: float = field(init=False)
    reach_s: float = field(init=False)
    """This is the instant until which it can overlap others: its end, but an entry for a day only lasts for a moment.

    A hidden start may lie anywhere in its day.
    """

    def __post_init__(self) -> None:
        lengths = tuple(length for length in (self.elapsed_s, self.timer_s, self.moving_s) if length)
        length = lengths[0] if lengths else 0.0
        derive = object.__setattr__
        derive(self, "family", OTHER if self.sport in UNSPECIFIC_SPORTS else family_of(self.sport))
        derive(self, "lengths", lengths)
        derive(self, "length_s", length)
        derive(self, "end_s", self.start_s + length)
        derive(self, "reach_s", self.start_s + self._reach_after_start_s())

    def _reach_after_start_s(self) -> float:
        if "hidden_time" in self.flags:
            return DAY_S
        is_daily_entry = DAILY_ENTRY_S[0] <= self.length_s <= DAILY_ENTRY_S[1]
        return 0.0 if is_daily_entry else min(self.length_s, MAX_REACH_S)

    def states(self, other: "Candidate") -> bool:
        """Returns whether its provider says that the other activity is the same recording."""
        return (other.provider, other.provider_id) in self.stated_ids

    @property
    def is_whole(self) -> bool:
        """Returns whether it is a whole recording, from a file whose bytes are not damaged."""
        return not self.is_damaged and "partial" not in self.flags

    @property
    def is_file(self) -> bool:
        """Returns whether it comes from a source file, which is a connection of its own."""
        return self.provider == FILE_PROVIDER


def time_order(activity: Candidate) -> tuple[object, ...]:
    """Returns the sort key by which the engine goes through activities: time, then what never changes."""
    return (activity.start_s, activity.length_s, activity.provider, activity.provider_id)
