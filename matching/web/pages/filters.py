"""What a year page lets through."""

from collections.abc import Mapping
from dataclasses import dataclass

from activities.provider_labels import PROVIDER_LABELS, provider_label
from matching.state import State
from matching.summaries import WorkoutSummary
from matching.web.pages.totals import Totals, said


@dataclass(frozen=True, slots=True)
class YearFilter:
    """The workouts of one state, those missing on one provider, or all."""

    state: State | None = None
    missing: str | None = None

    def fits(self, one: WorkoutSummary) -> bool:
        """Whether this one is let through."""
        if self.missing:
            return self.missing in one.missing
        return self.state in (None, one.state)

    def showing(self, fits: Totals) -> str:
        """What is let through: `1 differs`, `8 missing on Strava`; nothing where all is."""
        if self.missing:
            return f"{fits.total:,} missing {provider_label(self.missing).phrase}"
        return said(self.state, fits.total) if self.state else ""


def year_filter(asked: Mapping[str, str]) -> YearFilter:
    """The filter of an address, `?show=differs` or `?missing=strava`; all for one that there is not."""
    show, missing = asked.get("show"), asked.get("missing")
    return YearFilter(
        State(show) if show in list(State) else None,
        next((place.provider for place in PROVIDER_LABELS if place.provider == missing), None),
    )
