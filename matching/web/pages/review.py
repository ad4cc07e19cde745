"""Builds the reviews of a month and of all months: what differs, and which changes would end that."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from accounts.models import Account
from activities.calendar import Month, month_of
from activities.provider_labels import provider_label
from activities.record import FILE_PROVIDER
from activities.units import NOT_GIVEN
from matching.engine.difference import Difference
from matching.models import Workout
from matching.nearest import differing_days_around
from matching.services.proposals import proposable
from matching.web.pages.changes import FRESH, changes_of
from matching.web.pages.fields import FIELDS
from matching.web.pages.links import Link
from matching.web.pages.missing import missing_workouts, newest_missing_workouts
from matching.web.pages.pagination import counted_page
from matching.web.pages.review_list import (
    FixedDifference,
    ReviewAllPage,
    ReviewedWorkout,
    ReviewGroup,
    ReviewList,
    review_url,
)
from matching.workout_activity import WorkoutActivity
from matching.workouts import WorkoutDetails, load_reviewable_workouts, load_workouts

PAGE_SIZE = 25
"""The review of all months has so many workouts a page."""
_FIELDS_BY_COLUMN = {field.column: field for field in FIELDS}


@dataclass(frozen=True, slots=True)
class ReviewPage(ReviewList):
    """Represents the review of a month; `before` and `after` are the nearest months that have differences."""

    month: Month
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
    def groups(self) -> list[ReviewGroup]:
        """Returns all of its workouts in one group."""
        return [ReviewGroup(self.items)]

    @property
    def summary(self) -> str:
        """Returns what there is to do in this month."""
        return self.summarize(sum(item.proposal_count for item in self.items))


def review_page(month: Month, account: Account) -> ReviewPage:
    """Reads all of a month's review."""
    since = timezone.now() - FRESH
    items = _reviewed_workouts(load_reviewable_workouts(month.first, month.last, since), account)
    before, after = differing_days_around(month.first, month.last)
    return ReviewPage(items, missing_workouts(month), month, _review_link(before), _review_link(after))


def review_all_page(number: int, proposal_count: int, account: Account) -> ReviewAllPage:
    """Reads one page: at most eight queries. Raises Http404 for a page that does not exist."""
    start = (number - 1) * PAGE_SIZE
    reviewable = Workout.objects.reviewable_anytime(timezone.now() - FRESH).values_list("pk", "total")
    totals = dict(reviewable[start : start + PAGE_SIZE])
    page = counted_page(number, PAGE_SIZE, next(iter(totals.values()), 0))
    workouts = load_workouts(Workout.objects.filter(pk__in=list(totals))) if totals else []
    items = _reviewed_workouts(sorted(workouts, key=_newest_first, reverse=True), account)
    missing = newest_missing_workouts() if number == 1 else []
    return ReviewAllPage(items, missing, page, proposal_count)


def _reviewed_workouts(workouts: Iterable[WorkoutDetails], account: Account) -> list[ReviewedWorkout]:
    """Returns those of the workouts that have something to review, in the same order: two queries."""
    workouts = list(workouts)
    changes = changes_of(workouts, account)
    reviewed = (
        ReviewedWorkout(workout, list(changes[workout.id].lines.values()), list(_fixed_differences(workout, account)))
        for workout in workouts
    )
    return [item for item in reviewed if item.changes or item.fixed_differences]


def _newest_first(workout: WorkoutDetails) -> tuple[object, ...]:
    return workout.local_date, workout.leader.started_at, workout.leader.id


def _fixed_differences(workout: WorkoutDetails, account: Account) -> Iterator[FixedDifference]:
    writable = {(difference.activity.id, difference.field) for difference in proposable(workout)}
    for difference in workout.differences:
        if difference.authority and (difference.activity.id, difference.field) not in writable:
            yield _fixed_difference(difference, difference.authority, account)


def _fixed_difference(
    difference: Difference[WorkoutActivity], authority: WorkoutActivity, account: Account
) -> FixedDifference:
    field, activity = _FIELDS_BY_COLUMN[difference.field], difference.activity
    label, is_file = provider_label(activity.provider), activity.provider == FILE_PROVIDER
    if authority.provider != FILE_PROVIDER:
        authority_name = provider_label(authority.provider).name
    else:
        authority_name = "the file that leads" if is_file else "the file"
    return FixedDifference(
        activity,
        field.column,
        f"{field.label} in {activity.file.name}" if activity.file else f"{field.label} {label.phrase}",
        field.format(activity, account) or NOT_GIVEN,
        f"{authority_name} has {field.format(authority, account) or NOT_GIVEN}",
        "A file stays as it is." if is_file else "Nothing tracekit can change.",
    )


def _review_link(day: date | None) -> Link | None:
    return Link(review_url(month_of(day)), f"Review {month_of(day)}") if day else None
