"""Builds the list of what the athlete told tracekit, and the messages after each of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from uuid import UUID

from django.core.paginator import Page, Paginator

from accounts.dates import format_day_and_month
from accounts.models import Account
from activities.being_deleted import hidden_providers
from activities.provider_labels import provider_label
from activities.templatetags.formatting import today
from matching.engine.decision_kind import DecisionKind
from matching.models import Decision, IgnoredDifference, Workout, WorkoutName
from matching.web.pages.answers import ANSWER_LABELS
from matching.web.pages.fields import FIELDS
from matching.web.pages.wording import format_count, join_words
from matching.workouts import WorkoutDetails, load_workouts

PER_PAGE = 50
DECISION, IGNORED, NAME = "decision", "ignored", "name"
"""These are the kinds of what can be taken back."""

FIELD_NAMES = {field.column: field.label for field in FIELDS}


@dataclass(frozen=True, slots=True)
class Correction:
    """Represents one thing that the athlete said: what, about which workouts, when, and how it is taken back.

    `note` says why it has no effect at present; empty when it has.
    """

    kind: str
    id: UUID
    created_at: datetime
    text: str
    activity_ids: frozenset[int]
    note: str = ""


@dataclass(frozen=True, slots=True)
class CorrectionRow:
    """Represents a correction with the workouts that it is about."""

    correction: Correction
    workouts: list[WorkoutDetails]


@dataclass(frozen=True, slots=True)
class CorrectionsPage:
    """Represents one page of everything that the athlete said, the newest first."""

    rows: list[CorrectionRow]
    page: "Page[Correction]"


def corrections_page(number: str) -> CorrectionsPage:
    """Reads one page: at most five queries."""
    corrections = sorted(
        [*_answers(), *_ignored(), *_names()], key=lambda correction: correction.created_at, reverse=True
    )
    page = Paginator(corrections, PER_PAGE).get_page(number)
    ids = {id for correction in page.object_list for id in correction.activity_ids}
    workouts = load_workouts(Workout.objects.filter(members__activity__in=ids)) if ids else []
    return CorrectionsPage(
        [CorrectionRow(correction, _about(correction, workouts)) for correction in page.object_list], page
    )


def answer_message(kind: DecisionKind, count: int, replaced: Sequence[Decision], account: Account) -> str:
    """Returns the message after an answer: `Joined into one workout. This replaces your answer of Nov 3.`."""
    texts = {
        DecisionKind.SAME: "Joined into one workout." if count == 1 else f"Joined {count} pairs of workouts.",
        DecisionKind.DUPLICATE: "Marked as a duplicate." if count == 1 else f"Marked {count} duplicates.",
        DecisionKind.DIFFERENT: "Kept apart." if count == 1 else f"Kept {count} pairs apart.",
    }
    if not replaced:
        return texts[kind]
    days = sorted({row.decided_at.astimezone(account.zone).date() for row in replaced})
    dates = join_words([format_day_and_month(day, today(account).year) for day in days])
    return f"{texts[kind]} This replaces your answer{'' if len(replaced) == 1 else 's'} of {dates}."


def _about(correction: Correction, workouts: Iterable[WorkoutDetails]) -> list[WorkoutDetails]:
    return [w for w in workouts if not correction.activity_ids.isdisjoint(a.id for a in w.activities)]


def _answers() -> list[Correction]:
    rows = Decision.objects.select_related("first", "second").order_by("-decided_at", "id")
    return [_answer(list(decisions)) for _, decisions in groupby(rows, key=lambda row: row.decided_at)]


def _answer(decisions: list[Decision]) -> Correction:
    first, label = decisions[0], ANSWER_LABELS[DecisionKind(decisions[0].kind)]
    text = label if len(decisions) == 1 else f"{label}: {format_count(len(decisions), 'pair')}"
    ends = {end.activity_id for decision in decisions for end in (decision.first, decision.second)}
    note = ""
    if all(decision.replaced_by_id for decision in decisions):
        note = "A later answer replaced it."
    elif not any(decision.is_in_effect for decision in decisions):
        note = "It applies again when both activities are back."
    return Correction(DECISION, first.pk, first.decided_at, text, _stored(ends), note)


def _ignored() -> list[Correction]:
    rows = IgnoredDifference.objects.filter(decision=None).select_related("reference__activity")
    return [_ignored_difference(row) for row in rows]


def _ignored_difference(row: IgnoredDifference) -> Correction:
    activity, name = row.reference.activity, FIELD_NAMES[row.field]
    if activity and activity.provider in hidden_providers():
        activity = None
    where = f" {provider_label(activity.provider).phrase}" if activity else ""
    note = "" if activity else "It applies again when the activity is back."
    text = f"Ignored difference: {name.lower()}{where}"
    return Correction(IGNORED, row.pk, row.ignored_at, text, _stored([row.reference.activity_id]), note)


def _names() -> list[Correction]:
    rows = WorkoutName.objects.prefetch_related("name_references__reference")
    return [_name(row) for row in rows]


def _name(row: WorkoutName) -> Correction:
    ids = _stored(named.reference.activity_id for named in row.name_references.all())
    note = "" if ids else "It applies again when one of the activities is back."
    return Correction(NAME, row.pk, row.named_at, f"Name: {row.name}", ids, note)


def _stored(ids: Iterable[int | None]) -> frozenset[int]:
    return frozenset(id for id in ids if id is not None)
