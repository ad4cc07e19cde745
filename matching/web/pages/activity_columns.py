"""One activity beside the others of its workout: what it is called there."""

from dataclasses import dataclass

from activities.provider_labels import ProviderLabel, provider_label
from matching.workout_activity import WorkoutActivity
from matching.workouts import WorkoutDetails


@dataclass(frozen=True, slots=True)
class ActivityColumn:
    """An activity, and whether it `leads`, is just `there`, or is there `twice` and does not count."""

    activity: WorkoutActivity
    look: str

    @property
    def place(self) -> ProviderLabel:
        """Where it lies."""
        return provider_label(self.activity.provider)

    @property
    def title(self) -> str:
        """Its file's name, else its provider's."""
        file = self.activity.file
        return file.name if file else self.place.label


def activity_columns(shown: WorkoutDetails) -> list[ActivityColumn]:
    """The activities of a workout: the leader, the others that count, the duplicates."""
    looks = ["leads", *("there" for _ in shown.counting[1:]), *("twice" for _ in shown.duplicates)]
    return [ActivityColumn(one, look) for one, look in zip(shown.activities, looks, strict=True)]
