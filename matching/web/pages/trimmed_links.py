"""Returns the links that are left of trimmed activities, which their platform has not confirmed in time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.urls import NoReverseMatch, reverse

from accounts.models import Account
from activities.provider_labels import ProviderLabel, provider_label
from matching.models import TrimmedActivity
from matching.web.pages.activity_link import activity_link
from matching.web.pages.links import Link
from matching.workouts import WorkoutDetails


@dataclass(frozen=True, slots=True)
class TrimmedLink:
    """Represents a trimmed activity: its platform, the day of its last confirmation, and its link.

    `link` is None when this install no longer knows the platform, `pull_url` when nothing can be pulled.
    """

    provider_label: ProviderLabel
    confirmed_on: date
    link: Link | None
    pull_url: str | None


def trimmed_links(workout: WorkoutDetails, account: Account) -> list[TrimmedLink]:
    """Returns the links to the workout's trimmed activities: one query, and none when it has no such activity."""
    return list(_links(workout, account)) if workout.trimmed else []


def _links(workout: WorkoutDetails, account: Account) -> Iterator[TrimmedLink]:
    for row in TrimmedActivity.objects.filter(workout=workout.id).select_related("connection").order_by("id"):
        confirmed_on = row.confirmed_at.astimezone(account.zone).date()
        link = activity_link(row.connection, row.provider_id)
        yield TrimmedLink(provider_label(row.connection.provider), confirmed_on, link, _pull_url(row))


def _pull_url(row: TrimmedActivity) -> str | None:
    try:
        return reverse("connection_pull", args=[row.connection_id])
    except NoReverseMatch:
        return None
