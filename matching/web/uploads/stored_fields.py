"""Lists every stored field of a file's activities."""

from collections.abc import Iterator
from dataclasses import dataclass

from accounts.models import Account
from activities import local_time
from activities.templatetags.formatting import workout_title
from activities.units import NOT_GIVEN
from matching.web.pages.fields import FIELDS
from matching.web.uploads.file_workouts import FileWorkout
from matching.workout_activity import WorkoutActivity
from matching.workouts import WorkoutDetails


@dataclass(frozen=True, slots=True)
class StoredActivity:
    """Represents one activity: its title, its workout, and label and text of each field."""

    activity: WorkoutActivity
    workout: WorkoutDetails
    title: str
    fields: list[tuple[str, str]]


def stored_activity(row: FileWorkout, account: Account) -> StoredActivity:
    """Returns everything that is stored of an activity."""
    activity, workout = row
    fields = [(label, text or NOT_GIVEN) for label, text in _field_texts(activity, account)]
    return StoredActivity(activity, workout, workout_title(workout, account), fields)


def _field_texts(activity: WorkoutActivity, account: Account) -> Iterator[tuple[str, str | None]]:
    yield from ((field.label, field.format(activity, account)) for field in FIELDS)
    yield "Sport, as the file says it", activity.sport_raw
    yield "Day in the calendar", local_time.format_long_date(activity.local_date)
    yield "Id of the activity", activity.provider_id
    yield "Id of its multisport outing", activity.parent_id
