"""Filters the workouts of a year page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from activities.provider_labels import PROVIDER_LABELS, provider_label
from matching.state import State
from matching.summaries import WorkoutSummary
from matching.web.pages.totals import Totals, format_state_count


@dataclass(frozen=True, slots=True)
class YearFilter:
    """Selects the workouts of which one state is true, those that are missing on one provider, or all."""

    state: State | None = None
    missing: str | None = None

    def includes(self, workout: WorkoutSummary) -> bool:
        """Returns whether the filter selects this workout."""
        if self.missing:
            return self.missing in workout.missing
        return self.state is None or self.state in workout.states

    def select(self, workouts: Sequence[WorkoutSummary]) -> Sequence[WorkoutSummary]:
        """Returns the workouts that the filter selects; without a filter, the very sequence."""
        if self.missing or self.state:
            return [workout for workout in workouts if self.includes(workout)]
        return workouts

    @property
    def parameters(self) -> dict[str, str]:
        """Returns the parameters of an address that sets the filter."""
        return {"missing": self.missing} if self.missing else {"show": self.state} if self.state else {}

    def describe(self, totals: Totals) -> str:
        """Returns what the filter selects, with its totals: `1 differs`, `8 missing on Strava`; empty for all."""
        if self.missing:
            return f"{totals.total:,} missing {provider_label(self.missing).phrase}"
        return format_state_count(self.state, totals.total) if self.state else ""


def year_filter(parameters: Mapping[str, str]) -> YearFilter:
    """Returns the filter of an address, `?show=differs` or `?missing=strava`; all for a value that does not exist."""
    state, missing = parameters.get("show"), parameters.get("missing")
    return YearFilter(
        State(state) if state in list(State) else None,
        next((label.provider for label in PROVIDER_LABELS if label.provider == missing), None),
    )
