"""Represents the workouts of a review, with their changes and the differences that stay."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from django.urls import reverse

from activities.calendar import Month, month_of
from activities.provider_labels import ProviderLabel, provider_label
from matching.services.proposals import proposable
from matching.web.pages.changes import Change
from matching.web.pages.chips import ProviderChip, provider_chips
from matching.web.pages.links import Link
from matching.web.pages.missing import MissingWorkout
from matching.web.pages.review_summary import review_summary
from matching.workout_activity import WorkoutActivity
from matching.workouts import WorkoutDetails

OTHER_DIFFERENCES = "Other differences"
"""This is the title above the workouts whose differences tracekit cannot write away."""


@dataclass(frozen=True, slots=True)
class FixedDifference:
    """Represents a difference that tracekit cannot end: the value of the activity, that of the leader, and why."""

    activity: WorkoutActivity
    field: str
    label: str
    value: str
    leader_text: str
    reason: str

    @property
    def provider_label(self) -> ProviderLabel:
        """Returns the label of the activity's provider."""
        return provider_label(self.activity.provider)

    @property
    def provider(self) -> str:
        """Returns the activity's provider."""
        return self.activity.provider

    @property
    def provider_id(self) -> str:
        """Returns the activity's id at the provider."""
        return self.activity.provider_id


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

    @property
    def proposal_count(self) -> int:
        """Returns how many of its differences may be proposed, also while a write-back works on one of them."""
        return sum(1 for _ in proposable(self.workout))


@dataclass(frozen=True, slots=True)
class ReviewGroup:
    """Represents workouts that are listed together, under a link to their month and a title where these are given."""

    items: list[ReviewedWorkout]
    month: Link | None = None
    title: str = ""


@dataclass(frozen=True, slots=True)
class ReviewList:
    """Represents the workouts of a review, those that differ or were changed just now, and those missing somewhere."""

    items: list[ReviewedWorkout]
    missing: list[MissingWorkout]

    @property
    def changes(self) -> list[Change]:
        """Returns the changes of all its workouts."""
        return [change for item in self.items for change in item.changes]

    @property
    def choice_count(self) -> int:
        """Returns how many changes can be chosen."""
        return sum(bool(change.choice) for change in self.changes)

    @property
    def has_other_pages(self) -> bool:
        """Returns whether other pages list more changes."""
        return False

    @property
    def can_choose(self) -> bool:
        """Returns whether a change can be chosen, now or after the undo of one that was written."""
        return any(change.choice or change.write_back for change in self.changes)

    def summarize(self, proposal_count: int) -> str:
        """Returns what there is to do, with a count of suggested changes."""
        return review_summary(
            [change.provider_label.phrase for change in self.changes],
            proposals=proposal_count,
            in_progress=sum(change.is_in_progress for change in self.changes),
            stuck=sum(change.is_stuck for change in self.changes),
            fixed=sum(bool(item.fixed_differences) for item in self.items),
        )


@dataclass(frozen=True, slots=True)
class ReviewAllPage(ReviewList):
    """Represents one page of the review of all months; `proposal_count` counts the proposals of all pages.

    The first page holds the newest workouts that are missing somewhere.
    """

    page: Any
    proposal_count: int

    @property
    def has_other_pages(self) -> bool:
        """Returns whether other pages list more changes."""
        return bool(self.page.has_other_pages())

    @property
    def groups(self) -> list[ReviewGroup]:
        """Returns the workouts by month, those with a change to click or to follow before the others."""
        changeable = [item for item in self.items if item.changes]
        others = list(_by_month(item for item in self.items if not item.changes))
        if others and self._has_changes_before:
            others[0] = replace(others[0], title=OTHER_DIFFERENCES)
        return [*_by_month(changeable), *others]

    @property
    def _has_changes_before(self) -> bool:
        return bool(self.proposal_count or (self.items and self.items[0].changes))

    @property
    def summary(self) -> str:
        """Returns what there is to do in all months."""
        return self.summarize(self.proposal_count)


def review_url(month: Month) -> str:
    """Returns the address of a month's review."""
    return reverse("review", args=[month.year, month.number])


def _by_month(items: Iterable[ReviewedWorkout]) -> Iterator[ReviewGroup]:
    for month, of_month in groupby(items, lambda item: month_of(item.workout.local_date)):
        yield ReviewGroup(list(of_month), _month_link(month))


def _month_link(month: Month) -> Link:
    return Link(review_url(month), str(month))
