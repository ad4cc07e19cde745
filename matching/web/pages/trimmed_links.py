"""What is left of an activity that its platform has not confirmed in time: a link."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.urls import NoReverseMatch, reverse

from accounts.models import Account
from activities.provider_labels import ProviderLabel, provider_label
from matching.models import TrimmedActivity
from matching.web.pages.link import link_to
from matching.web.pages.links import Link
from matching.workouts import WorkoutDetails


@dataclass(frozen=True, slots=True)
class TrimmedLink:
    """Where it lies, since when nobody has confirmed it, and what leads back to it.

    `link` is None where this install does not know the platform any more, `pull` where nothing can be pulled.
    """

    place: ProviderLabel
    since: date
    link: Link | None
    pull: str | None


def trimmed_links(shown: WorkoutDetails, account: Account) -> list[TrimmedLink]:
    """What is left of the workout's trimmed activities; it asks the database only where there are some."""
    return list(_rests(shown, account)) if shown.trimmed else []


def _rests(shown: WorkoutDetails, account: Account) -> Iterator[TrimmedLink]:
    for one in TrimmedActivity.objects.filter(workout=shown.id).select_related("connection").order_by("id"):
        since = one.confirmed_at.astimezone(account.zone).date()
        yield TrimmedLink(
            provider_label(one.connection.provider), since, link_to(one.connection, one.provider_id), _pull(one)
        )


def _pull(trimmed: TrimmedActivity) -> str | None:
    try:
        return reverse("connection_pull", args=[trimmed.connection_id])
    except NoReverseMatch:
        return None
