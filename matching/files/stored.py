"""Every stored field of one file's activities."""

from collections.abc import Iterator
from dataclasses import dataclass

from accounts.models import Account
from activities import clock
from activities.models import Activity
from activities.templatetags.figures import called
from activities.units import NOT_GIVEN
from matching.files.whereabouts import Landed
from matching.pages.fields import FIELDS
from matching.pages.shown import Shown


@dataclass(frozen=True, slots=True)
class Stored:
    """One activity: what it is called, its workout, and label and text of each field."""

    activity: Activity
    shown: Shown
    title: str
    fields: list[tuple[str, str]]


def stored(one: Landed, account: Account) -> Stored:
    """All that is kept of an activity."""
    activity, shown = one
    said = [*_said(activity, account)]
    return Stored(activity, shown, called(shown, account), [(label, text or NOT_GIVEN) for label, text in said])


def _said(activity: Activity, account: Account) -> Iterator[tuple[str, str | None]]:
    yield from ((label, say(activity, account)) for label, _, say in FIELDS)
    yield "Sport, as the file says it", activity.sport_raw
    yield "Day in the calendar", clock.long_day(activity.local_date)
    yield "Id of the activity", activity.provider_id
    yield "Id of its multisport outing", activity.parent_id
