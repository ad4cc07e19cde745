"""What the engine knows of one activity."""

from dataclasses import dataclass, field
from typing import Any

from activities.record import FILE
from activities.sports import OTHER, family_of

DAY_S = 86_400
REACH_S = 2 * DAY_S
"""How long an activity reaches: a longer one meets others in its first two days only."""
UNSPECIFIC = ("workout",)
"""Sports that only say "some exercise": like `other`, they fit any family."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One activity as the engine sees it: seconds, metres, the start in seconds since 1970 (UTC).

    `key` is the caller's handle (hashable) and decides nothing.  `source` is the connection: the provider of a
    platform, the single file of a file.  `rank` is the provider's place in the athlete's order, lower leads; `format`
    is a file's.
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
    rank: int = 0
    format: str = ""

    family: str = field(init=False)
    lengths: tuple[float, ...] = field(init=False)
    length_s: float = field(init=False)
    end_s: float = field(init=False)
    reach_s: float = field(init=False)
    """Until when it can overlap another: its end; a hidden start may lie anywhere in its day."""

    def __post_init__(self) -> None:
        lengths = tuple(x for x in (self.elapsed_s, self.timer_s, self.moving_s) if x)
        length = lengths[0] if lengths else 0.0
        derive = object.__setattr__
        derive(self, "family", OTHER if self.sport in UNSPECIFIC else family_of(self.sport))
        derive(self, "lengths", lengths)
        derive(self, "length_s", length)
        derive(self, "end_s", self.start_s + length)
        derive(self, "reach_s", self.start_s + (DAY_S if "hidden_time" in self.flags else min(length, REACH_S)))

    @property
    def is_file(self) -> bool:
        """Whether it comes from a source file, which is a connection of its own."""
        return self.provider == FILE


def order(one: Candidate) -> tuple[object, ...]:
    """The order in which the engine looks at activities: by time, and among equals by what never changes."""
    return (one.start_s, one.length_s, one.provider, one.provider_id)
