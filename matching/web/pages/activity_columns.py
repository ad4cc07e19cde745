"""Names the activities of a workout as columns side by side."""

from dataclasses import dataclass

from activities.provider_labels import ProviderLabel, provider_label
from matching.workout_activity import WorkoutActivity
from matching.workouts import WorkoutDetails


@dataclass(frozen=True, slots=True)
class ActivityColumn:
    """Represents an activity; `kind` is `leader`, `counted` for another that counts, or `duplicate`."""

    activity: WorkoutActivity
    kind: str

    @property
    def provider_label(self) -> ProviderLabel:
        """Returns the label of its provider."""
        return provider_label(self.activity.provider)

    @property
    def title(self) -> str:
        """Returns the name of its file, else the label of its provider."""
        file = self.activity.file
        return file.name if file else self.provider_label.name


def activity_columns(workout: WorkoutDetails) -> list[ActivityColumn]:
    """Returns the activities of a workout: the leader, the others that count, the duplicates."""
    kinds = ["leader", *("counted" for _ in workout.counting[1:]), *("duplicate" for _ in workout.duplicates)]
    return [ActivityColumn(activity, kind) for activity, kind in zip(workout.activities, kinds, strict=True)]
