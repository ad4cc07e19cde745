"""What a year page lets through."""

from collections.abc import Mapping
from dataclasses import dataclass

from activities.places import PLACES, place_of
from matching.pages.counted import CountedWorkout
from matching.pages.tally import Tally, said
from matching.pictures.square import State


@dataclass(frozen=True, slots=True)
class Only:
    """The workouts of one state, those missing on one provider, or all."""

    state: State | None = None
    missing: str | None = None

    def fits(self, one: CountedWorkout) -> bool:
        """Whether this one is let through."""
        if self.missing:
            return self.missing in one.missing
        return self.state in (None, one.state)

    def showing(self, fits: Tally) -> str:
        """What is let through: `1 differs`, `8 missing on Strava`; nothing where all is."""
        if self.missing:
            return f"{fits.total:,} missing {place_of(self.missing).there}"
        return said(self.state, fits.total) if self.state else ""


def only_of(asked: Mapping[str, str]) -> Only:
    """The filter of an address, `?show=differs` or `?missing=strava`; all for one that there is not."""
    show, missing = asked.get("show"), asked.get("missing")
    return Only(
        State(show) if show in list(State) else None,
        next((place.provider for place in PLACES if place.provider == missing), None),
    )
