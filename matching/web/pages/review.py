"""Builds the review of a month: what differs, and which changes would end that."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils import timezone

from accounts.models import Account
from activities.calendar import Month, month_of
from activities.provider_labels import ProviderLabel, provider_label, sorted_labels
from activities.record import FILE_PROVIDER
from activities.units import NOT_GIVEN
from matching.engine.difference import Difference
from matching.nearest import days_around
from matching.services.proposals import proposable
from matching.web.pages.changes import FRESH, Change, changes_of
from matching.web.pages.chips import ProviderChip, provider_chips
from matching.web.pages.fields import FIELDS
from matching.web.pages.links import Link
from matching.web.pages.missing import MissingWorkout, missing_workouts
from matching.web.pages.wording import format_count, join_words
from matching.workout_activity import WorkoutActivity
from matching.workouts import WorkoutDetails, load_reviewable_workouts

_FIELDS_BY_COLUMN = {field.column: field for field in FIELDS}


@dataclass(frozen=True, slots=True)
class FixedDifference:
    """Represents a difference that tracekit cannot end: the value of the activity, that of the leader, and why."""

    provider_label: ProviderLabel
    label: str
    value: str
    leader_text: str
    reason: str


@dataclass(frozen=True, slots=True)
class ReviewedWorkout:
    """Represents a workout with its changes and the differences that stay."""

    workout: WorkoutDetails
    changes: list[Change]
    fixed_differences: list[FixedDifference]

    @property
    def chips(self) -> list[ProviderChip]:
        """Returns a chip for each of the workout's providers."""
        return provider_chips(self.workout)


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """Represents the workouts of a month that differ or were changed just now, and those that are missing somewhere.

    `before` and `after` are the nearest months that have differences.
    """

    month: Month
    items: list[ReviewedWorkout]
    missing: list[MissingWorkout]
    before: Link | None
    after: Link | None

    @property
    def empty_title(self) -> str:
        """Returns the title of an empty month."""
        return f"Nothing to review in {self.month}"

    @property
    def nearest(self) -> Link | None:
        """Returns the link to the nearest month that has differences."""
        return self.before or self.after

    @property
    def summary(self) -> str:
        """Returns what there is to do: `6 suggested changes. Nothing changes on Strava until you click.`."""
        changes = [change for item in self.items for change in item.changes]
        proposals = [change.proposal for change in changes if change.proposal]
        if proposals:
            labels = sorted_labels(proposal.change.provider for proposal in proposals)
            text = format_count(len(proposals), "suggested change")
            return f"{text}. Nothing changes {join_words([label.phrase for label in labels])} until you click."
        if in_progress := sum(change.is_in_progress for change in changes):
            return f"{format_count(in_progress, 'change')} {'is' if in_progress == 1 else 'are'} under way."
        if stuck := sum(change.is_stuck for change in changes):
            return f"{format_count(stuck, 'change')} did not go through."
        if fixed := sum(bool(item.fixed_differences) for item in self.items):
            return f"{format_count(fixed, 'workout')} differ{'s' if fixed == 1 else ''} in what nobody can write away."
        return "All suggested changes are done."


def review_page(month: Month, account: Account) -> ReviewPage:
    """Reads all of a month's review."""
    since = timezone.now() - FRESH
    workouts = load_reviewable_workouts(month.first, month.last, since)
    changes = changes_of(workouts, account)
    reviewed = [
        ReviewedWorkout(workout, list(changes[workout.id].lines.values()), list(_fixed_differences(workout, account)))
        for workout in workouts
    ]
    before, after = days_around(month.first, month.last, has_differences=True)
    items = [item for item in reviewed if item.changes or item.fixed_differences]
    return ReviewPage(month, items, missing_workouts(month), _review_link(before), _review_link(after))


def review_url(month: Month) -> str:
    """Returns the address of a month's review."""
    return reverse("review", args=[month.year, month.number])


def _fixed_differences(workout: WorkoutDetails, account: Account) -> Iterator[FixedDifference]:
    writable = {(difference.activity.id, difference.field) for difference in proposable(workout)}
    for difference in workout.differences:
        if (difference.activity.id, difference.field) not in writable:
            yield _fixed_difference(difference, account)


def _fixed_difference(difference: Difference[WorkoutActivity], account: Account) -> FixedDifference:
    field = _FIELDS_BY_COLUMN[difference.field]
    activity, authority = difference.activity, difference.authority
    label, is_file = provider_label(activity.provider), activity.provider == FILE_PROVIDER
    if authority.provider != FILE_PROVIDER:
        authority_name = provider_label(authority.provider).name
    else:
        authority_name = "the file that leads" if is_file else "the file"
    return FixedDifference(
        label,
        f"{field.label} in {activity.file.name}" if activity.file else f"{field.label} {label.phrase}",
        field.format(activity, account) or NOT_GIVEN,
        f"{authority_name} has {field.format(authority, account) or NOT_GIVEN}",
        "A file stays as it is." if is_file else "Nothing that tracekit can write.",
    )


def _review_link(day: date | None) -> Link | None:
    return Link(review_url(month_of(day)), f"Review {month_of(day)}") if day else None
