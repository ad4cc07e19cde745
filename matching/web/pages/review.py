"""The review of a month: what differs, and what would set it right."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils import timezone

from accounts.models import Account
from activities.calendar import Month, month_of
from activities.provider_labels import ProviderLabel, provider_label
from activities.record import FILE
from activities.units import NOT_GIVEN
from matching.engine.difference import Difference
from matching.models import Workout
from matching.nearest import days_around
from matching.services.proposals import proposable
from matching.web.pages.changes import FRESH, Change, changes_of
from matching.web.pages.chips import ProviderChip, provider_chips
from matching.web.pages.fields import FIELDS
from matching.web.pages.links import Link
from matching.web.pages.missing import MissingWorkout, missing_workouts
from matching.web.pages.wording import counted
from matching.workout_activity import WorkoutActivity
from matching.workouts import WorkoutDetails, load_workouts

_SAY = {column: (label, say) for label, column, say in FIELDS}


@dataclass(frozen=True, slots=True)
class Fact:
    """A difference that nobody can write away: what is said there, and what leads."""

    place: ProviderLabel
    label: str
    value: str
    leads: str
    why: str


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A workout with its lines."""

    shown: WorkoutDetails
    changes: list[Change]
    facts: list[Fact]

    @property
    def chips(self) -> list[ProviderChip]:
        """Returns a chip for each of the workout's providers."""
        return provider_chips(self.shown)


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """The workouts of a month that differ, or were changed just now; `before` and `after` are months with some.

    `absent` are those that are missing somewhere.
    """

    month: Month
    items: list[Reviewed]
    absent: list[MissingWorkout]
    before: Link | None
    after: Link | None

    @property
    def nothing(self) -> str:
        """What stands in an empty month."""
        return f"Nothing to review in {self.month}"

    @property
    def nearest(self) -> Link | None:
        """The nearest month with something."""
        return self.before or self.after

    @property
    def sentence(self) -> str:
        """`6 changes would bring 4 workouts in line. Nothing is written until you press a button.`"""
        lines = [change for item in self.items for change in item.changes]
        open_ = [sum(change.proposal is not None for change in item.changes) for item in self.items]
        under_way, stuck = sum(one.is_in_progress for one in lines), sum(one.is_stuck for one in lines)
        if any(open_):
            say = f"{counted(sum(open_), 'change')} would bring {counted(sum(map(bool, open_)), 'workout')} in line."
            return f"{say} Nothing is written until you press a button."
        if under_way:
            return f"{counted(under_way, 'change')} {'is' if under_way == 1 else 'are'} under way."
        if stuck:
            return f"{counted(stuck, 'change')} did not go through."
        facts = sum(bool(item.facts) for item in self.items)
        if facts:
            return f"{counted(facts, 'workout')} differ{'s' if facts == 1 else ''} in what nobody can write away."
        return "All that was proposed is done."


def review_page(month: Month, account: Account) -> ReviewPage:
    """Reads all of a month's review."""
    since = timezone.now() - FRESH
    workouts = load_workouts(Workout.objects.reviewable(month.first, month.last, since))
    changes = changes_of(workouts, account)
    found = [Reviewed(one, list(changes[one.id].lines.values()), list(_facts(one, account))) for one in workouts]
    before, after = days_around(month.first, month.last, has_differences=True)
    items = [item for item in found if item.changes or item.facts]
    return ReviewPage(month, items, missing_workouts(month), _to_review(before), _to_review(after))


def review_address(month: Month) -> str:
    """Where a month's review lies."""
    return reverse("review", args=[month.year, month.number])


def _facts(shown: WorkoutDetails, account: Account) -> Iterator[Fact]:
    writable = {(found.activity.id, found.field) for found in proposable(shown)}
    for found in shown.differences:
        if (found.activity.id, found.field) not in writable:
            yield _fact(found, account)


def _fact(found: Difference[WorkoutActivity], account: Account) -> Fact:
    label, say = _SAY[found.field]
    there, leads = found.activity, found.authority
    place, first = provider_label(there.provider), provider_label(leads.provider)
    whose = first.label if leads.provider != FILE else "the file that leads" if there.provider == FILE else "the file"
    value = f"{whose} has {say(leads, account) or NOT_GIVEN}"
    why = "A file stays as it is." if there.provider == FILE else "Nothing that tracekit can write."
    where = there.file.name if there.file else place.phrase
    return Fact(place, f"{label} {'in ' if there.file else ''}{where}", say(there, account) or NOT_GIVEN, value, why)


def _to_review(day: date | None) -> Link | None:
    return Link(review_address(month_of(day)), f"Review {month_of(day)}") if day else None
