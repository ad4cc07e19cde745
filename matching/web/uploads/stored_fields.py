"""Lists every stored field of a file's activities."""

from collections.abc import Iterator
from dataclasses import dataclass

from accounts.models import Account
from activities import local_time
from activities.templatetags.formatting import workout_title
from activities.units import NOT_GIVEN
from matching.web.pages.fields import FIELDS
from matching.web.pages.wording import CROWDED_TEXT
from matching.web.uploads.file_workouts import FileWorkout
from matching.workout_activity import WorkoutActivity
from matching.workouts import WorkoutDetails

FINGERPRINT_DIGITS = 12
"""A page shows so many of the 64 digits by which tracekit knows a file again."""


@dataclass(frozen=True, slots=True)
class StoredActivity:
    """Represents one activity: its title, its workout, and label and text of each field."""

    activity: WorkoutActivity
    workout: WorkoutDetails
    title: str
    fields: list[tuple[str, str]]

    @property
    def crowded_text(self) -> str:
        """Returns why it was compared with nothing; empty when it was."""
        return CROWDED_TEXT if self.workout.is_crowded else ""


def stored_activity(row: FileWorkout, account: Account) -> StoredActivity:
    """Returns everything that is stored of an activity."""
    activity, workout = row
    fields = [(label, text or NOT_GIVEN) for label, text in _field_texts(activity, workout, account)]
    return StoredActivity(activity, workout, workout_title(workout, account), fields)


def _field_texts(
    activity: WorkoutActivity, workout: WorkoutDetails, account: Account
) -> Iterator[tuple[str, str | None]]:
    yield from ((field.label, field.format(activity, account)) for field in FIELDS)
    yield "Sport in the file", activity.sport_raw
    yield "Calendar day", local_time.format_long_date(workout.local_date)
    yield "File fingerprint", f"{activity.provider_id[:FINGERPRINT_DIGITS]}…"
    yield "Multisport activity", "yes" if activity.parent_id else None
