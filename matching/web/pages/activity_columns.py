"""Names the activities of a workout as columns side by side."""

from dataclasses import dataclass

from activities.provider_labels import ProviderLabel, provider_label
from matching.workout_activity import WorkoutActivity
from matching.workouts import WorkoutDetails


@dataclass(frozen=True, slots=True)
class ActivityColumn:
    """Represents an activity; `kind` is `leader`, `counted` for another that counts, or `duplicate`.

    `number` counts the files of a workout that has several.
    """

    activity: WorkoutActivity
    kind: str
    number: int = 0

    @property
    def provider_label(self) -> ProviderLabel:
        """Returns the label of its provider."""
        return provider_label(self.activity.provider)

    @property
    def title(self) -> str:
        """Returns the name of its file, else the label of its provider."""
        file = self.activity.file
        return file.name if file else self.provider_label.name

    @property
    def short_title(self) -> str:
        """Returns `Strava`, `File`, or `File 2`: what stands before each of its values on a narrow page."""
        if not self.activity.file:
            return self.provider_label.name
        return f"File {self.number}" if self.number else "File"


def activity_columns(workout: WorkoutDetails) -> list[ActivityColumn]:
    """Returns the activities of a workout: the leader, the others that count, the duplicates."""
    kinds = ["leader", *("counted" for _ in workout.counting[1:]), *("duplicate" for _ in workout.duplicates)]
    files = [activity for activity in workout.activities if activity.file]
    numbers = {activity.id: number for number, activity in enumerate(files, 1)} if len(files) > 1 else {}
    return [
        ActivityColumn(activity, kind, numbers.get(activity.id, 0))
        for activity, kind in zip(workout.activities, kinds, strict=True)
    ]
