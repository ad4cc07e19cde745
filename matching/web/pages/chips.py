"""Describes the chips of a workout: on which providers it is, and where it differs or is missing."""

from collections import Counter
from dataclasses import dataclass

from activities.provider_labels import ProviderLabel, sorted_labels
from matching.workouts import WorkoutDetails

KIND_TEXTS = {"missing": "missing ", "differs": "differs ", "duplicate": "twice ", "present": ""}
"""A chip's text begins with that of its kind."""


@dataclass(frozen=True, slots=True)
class ProviderChip:
    """Represents a provider that a workout is on or should be on.

    `count` is how many of its activities are counted there; it is 0 for a provider on which the workout is missing.
    """

    provider_label: ProviderLabel
    count: int
    has_differences: bool = False
    has_duplicates: bool = False

    @property
    def kind(self) -> str:
        """Returns what its shape shows: `missing`, `differs` (before `duplicate`), `duplicate` or `present`."""
        if not self.count:
            return "missing"
        return "differs" if self.has_differences else "duplicate" if self.has_duplicates else "present"

    @property
    def text(self) -> str:
        """Returns the chip's text: `on Garmin`, `differs on Strava`, `missing on Strava`, `as a file, 2 activities`."""
        times = f", {self.count} activities" if self.count > 1 else ""
        return KIND_TEXTS[self.kind] + self.provider_label.phrase + times


def provider_chips(workout: WorkoutDetails) -> list[ProviderChip]:
    """Returns a chip for each provider that the workout is on or should be on, in the athlete's order."""
    counts = Counter(activity.provider for activity in workout.counting)
    differing = {difference.activity.provider for difference in workout.differences}
    duplicated = {activity.provider for activity in workout.duplicates}
    return [
        ProviderChip(
            label,
            counts[label.provider],
            label.provider in differing,
            label.provider in duplicated,
        )
        for label in sorted_labels({*counts, *workout.missing})
    ]
