"""Builds the checklist of first steps on the calendar; what is done follows from the athlete's data alone."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, Subquery
from django.urls import reverse

from accounts.models import Account
from accounts.prepared_query import PreparedQuery
from accounts.scope import current_owner_id
from activities.models import SourceFile
from matching.corrections import IgnoredDifference
from matching.models import Workout, WriteBack
from providers.web.page_state import PageState


@dataclass(frozen=True, slots=True)
class FirstStep:
    """Represents a step: what it is, where it is done, and whether it is done already."""

    title: str
    href: str
    is_done: bool


@dataclass(frozen=True, slots=True)
class FirstSteps:
    """Represents the checklist."""

    steps: list[FirstStep]

    @property
    def done_count(self) -> int:
        """Returns how many steps are done."""
        return sum(step.is_done for step in self.steps)


def first_steps(account: Account, state: PageState) -> FirstSteps | None:
    """Returns the checklist: one query. Returns None without a query for those who dismissed it, and for demos.

    A checklist that is done is none either.
    """
    if not account.has_first_steps or account.demo_until is not None:
        return None
    [(has_files, has_written, has_ignored, differing_day)] = _facts()
    has_reviewed = has_written or has_ignored
    steps = [
        FirstStep("Add files", reverse("files"), has_files),
        FirstStep("Connect a service", reverse("connections"), state.has_connections),
    ]
    if has_reviewed or differing_day:
        steps.append(FirstStep("Review a difference", _review_address(differing_day), has_reviewed))
    steps.append(FirstStep("Add a second step to sign-in", reverse("settings_security"), state.has_second_factor))
    return FirstSteps(steps) if not all(step.is_done for step in steps) else None


def _review_address(day: date | None) -> str:
    """Returns the review of the newest month with a difference; the calendar when there is none."""
    return reverse("review", args=[day.year, day.month]) if day else reverse("home")


_facts = PreparedQuery(
    lambda: Account.objects.filter(pk=current_owner_id()).values_list(
        Exists(SourceFile.objects.visible().filter(state=SourceFile.State.READ)),
        Exists(WriteBack.objects.all()),
        Exists(IgnoredDifference.objects.all()),
        Subquery(Workout.objects.differing().order_by("-local_date").values("local_date")[:1]),
    )
)
