"""How many workouts stand how, and what they add up to."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol

from matching.pages.words import counted
from matching.pictures.share import Part, share_bar
from matching.pictures.square import State

_SAID = {
    State.WHOLE: ("complete", "complete"),
    State.MISSING: ("missing somewhere", "missing somewhere"),
    State.DIFFERS: ("differs", "differ"),
    State.POSSIBLE: ("to decide", "to decide"),
}


class Counted(Protocol):
    """A workout as sums see it: by its leading activity. `left_out` is the second half of an open question."""

    @property
    def state(self) -> State: ...
    @property
    def left_out(self) -> bool: ...
    @property
    def distance_m(self) -> float | None: ...
    @property
    def time_s(self) -> float | None: ...
    @property
    def elevation_gain_m(self) -> float | None: ...


@dataclass(frozen=True, slots=True)
class Tally:
    """Workouts by state, and sums in metres and seconds: None while not one of them says."""

    counts: Counter[State] = field(default_factory=Counter)
    left_out: int = 0
    distance_m: float | None = None
    time_s: float | None = None
    elevation_gain_m: float | None = None

    @property
    def total(self) -> int:
        """All of them."""
        return self.counts.total()

    @property
    def whole(self) -> int:
        """Those that are everywhere they should be and say the same."""
        return self.counts[State.WHOLE]

    @property
    def bar(self) -> list[Part]:
        """Their states as one bar in parts."""
        return share_bar(self.counts)

    @property
    def sentence(self) -> str:
        """`31 workouts: 20 complete, 7 differ, 4 to decide`."""
        workouts = counted(self.total, "workout")
        if self.whole == self.total:
            return f"{workouts}, complete" if self.total == 1 else f"{workouts}, all complete"
        return f"{workouts}: {', '.join(said(state, self.counts[state]) for state in _SAID if self.counts[state])}"


def said(state: State, count: int) -> str:
    """`1 differs`, `4 to decide`."""
    return f"{count:,} {_SAID[state][count != 1]}"


def tally(workouts: Iterable[Counted]) -> Tally:
    """The tally of these workouts."""
    workouts = list(workouts)
    summed = [one for one in workouts if not one.left_out]
    return Tally(
        Counter(one.state for one in workouts),
        len(workouts) - len(summed),
        _sum(one.distance_m for one in summed),
        _sum(one.time_s for one in summed),
        _sum(one.elevation_gain_m for one in summed),
    )


def _sum(values: Iterable[float | None]) -> float | None:
    given = [value for value in values if value is not None]
    return sum(given) if given else None
