"""Holds the counts and sums of workouts, with the words that pages say of them."""

from collections import Counter
from dataclasses import dataclass, field

from activities.provider_labels import ProviderLabel, sorted_labels
from matching.state import State
from matching.web.pages.wording import format_count, join_words
from matching.web.svg.share_bar import BarSegment, bar_segments

_STATE_LABELS = {
    State.COMPLETE: ("complete", "complete"),
    State.MISSING: ("missing somewhere", "missing somewhere"),
    State.DIFFERS: ("differs", "differ"),
    State.POSSIBLE_DUPLICATE: ("needs your answer", "need your answer"),
}
"""These are the words after the number of workouts in a state, for one workout and for several.

A possible duplicate is a question about two workouts, so its workouts are not counted as possible duplicates.
"""

SUMS = ("distance_m", "time_s", "elevation_gain_m")
"""These values of workouts are summed."""


@dataclass(frozen=True, slots=True)
class MissingCount:
    """Says how many workouts are missing on a provider."""

    provider_label: ProviderLabel
    count: int


@dataclass(frozen=True, slots=True)
class StateCount:
    """Says how many workouts are in a state, after the `separator` that a summary has before it: `7 differ`."""

    separator: str
    state: State
    text: str


@dataclass(frozen=True, slots=True)
class Totals:
    """Counts workouts by state, and holds their sums in meters and seconds; a sum without a value is None.

    `counts` counts all states that are true of a workout, `worst_states` only the worst of each. `missing_by_provider`
    counts the workouts that are missing on a provider, `barred` those that no sum includes by a provider's rules,
    `left_out` the others that no sum includes. `incomplete` are the sums from which a given value is missing for that.
    """

    counts: Counter[State] = field(default_factory=Counter)
    worst_states: Counter[State] = field(default_factory=Counter)
    missing_by_provider: Counter[str] = field(default_factory=Counter)
    barred: Counter[str] = field(default_factory=Counter)
    left_out: int = 0
    distance_m: float | None = None
    time_s: float | None = None
    elevation_gain_m: float | None = None
    incomplete: frozenset[str] = frozenset()

    @property
    def total(self) -> int:
        """Returns the number of all workouts."""
        return self.worst_states.total()

    @property
    def summed(self) -> int:
        """Returns the number of workouts that sums include."""
        return self.total - self.barred.total() - self.left_out

    @property
    def counted_text(self) -> str:
        """Returns `2 of 7 counted`; empty when every sum includes everything."""
        return f"{self.summed:,} of {self.total:,} counted" if self.incomplete else ""

    @property
    def counted_texts(self) -> dict[str, str]:
        """Returns for each of `SUMS` what stands beside it: `2 of 7 counted`, or nothing when it leaves nothing out."""
        return {name: self.counted_text if name in self.incomplete else "" for name in SUMS}

    @property
    def complete(self) -> int:
        """Returns the number of workouts that are everywhere they should be, with equal values."""
        return self.counts[State.COMPLETE]

    @property
    def bar(self) -> list[BarSegment]:
        """Returns the bar that shows the share of each state."""
        return bar_segments(self.worst_states)

    @property
    def missing(self) -> list[MissingCount]:
        """Returns how many workouts are missing on which providers, in the athlete's order."""
        counts = self.missing_by_provider
        return [MissingCount(label, counts[label.provider]) for label in sorted_labels(counts)]

    @property
    def exclusions(self) -> str:
        """Returns what no sum includes, and why, in one sentence; empty when everything is included."""
        excluded = [
            f"{format_count(self.barred[label.provider], f'{label.name}-only workout')} ({label.name}’s API terms)"
            for label in sorted_labels(self.barred)
        ]
        excluded += [format_count(self.left_out, "possible duplicate")] if self.left_out else []
        return f"Totals exclude {join_words(excluded)}." if excluded else ""

    @property
    def summary(self) -> str:
        """Returns `31 workouts, 20 complete. 7 differ, 4 need your answer`: several states can be true of one."""
        return self.summary_start + "".join(f"{count.separator}{count.text}" for count in self.state_counts)

    @property
    def summary_start(self) -> str:
        """Returns what stands before `state_counts` in the summary: `31 workouts`; the whole of it without them."""
        workouts = format_count(self.total, "workout")
        if self.complete == self.total:
            return f"{workouts}, complete" if self.total == 1 else f"{workouts}, all complete"
        return workouts

    @property
    def state_counts(self) -> list[StateCount]:
        """Returns the counts of the states that the summary tells; none when all workouts are complete."""
        states = [state for state in _STATE_LABELS if self.counts[state]] if self.complete < self.total else []
        after = [
            ", " if state is State.COMPLETE or previous not in (None, State.COMPLETE) else ". "
            for previous, state in zip([None, *states], states, strict=False)
        ]
        return [
            StateCount(separator, state, format_state_count(state, self.counts[state]))
            for separator, state in zip(after, states, strict=True)
        ]


def format_state_count(state: State, count: int) -> str:
    """Returns `1 differs`, `4 need your answer`."""
    return f"{count:,} {_STATE_LABELS[state][count != 1]}"
