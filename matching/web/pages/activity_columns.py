"""Names the activities of a workout as columns side by side."""

from dataclasses import dataclass

from activities.provider_labels import ProviderLabel, provider_label
from matching.workout_activity import WorkoutActivity
from matching.workouts import WorkoutDetails


@dataclass(frozen=True, slots=True)
class ActivityColumn:
    """Represents an activity; `kind` is `leads`, `there` for another counted one, or `twice` for a duplicate."""

    activity: WorkoutActivity
    kind: str

    @property
    def place(self) -> ProviderLabel:
        """Returns the label of its provider."""
        return provider_label(self.activity.provider)

    @property
    def title(self) -> str:
        """Returns the name of its file, else the label of its provider."""
        file = self.activity.file
        return file.name if file else self.place.label


def activity_columns(workout: WorkoutDetails) -> list[ActivityColumn]:
    """Returns the activities of a workout: the leader, the others that count, the duplicates."""
    kinds = ["leads", *("there" for _ in workout.counting[1:]), *("twice" for _ in workout.duplicates)]
    return [ActivityColumn(activity, kind) for activity, kind in zip(workout.activities, kinds, strict=True)]
