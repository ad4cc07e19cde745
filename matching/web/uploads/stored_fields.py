"""Every stored field of one file's activities."""

from collections.abc import Iterator
from dataclasses import dataclass

from accounts.models import Account
from activities import local_time
from activities.templatetags.figures import called
from activities.units import NOT_GIVEN
from matching.web.pages.fields import FIELDS
from matching.web.uploads.file_workouts import FileWorkout
from matching.workout_activity import WorkoutActivity
from matching.workouts import WorkoutDetails


@dataclass(frozen=True, slots=True)
class StoredActivity:
    """One activity: what it is called, its workout, and label and text of each field."""

    activity: WorkoutActivity
    shown: WorkoutDetails
    title: str
    fields: list[tuple[str, str]]


def stored_activity(one: FileWorkout, account: Account) -> StoredActivity:
    """All that is kept of an activity."""
    activity, shown = one
    said = [*_said(activity, account)]
    return StoredActivity(activity, shown, called(shown, account), [(label, text or NOT_GIVEN) for label, text in said])


def _said(activity: WorkoutActivity, account: Account) -> Iterator[tuple[str, str | None]]:
    yield from ((label, say(activity, account)) for label, _, say in FIELDS)
    yield "Sport, as the file says it", activity.sport_raw
    yield "Day in the calendar", local_time.long_day(activity.local_date)
    yield "Id of the activity", activity.provider_id
    yield "Id of its multisport outing", activity.parent_id
