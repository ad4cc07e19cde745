"""Answers what the athlete says about workouts: answers, ignored differences and names, and their undo."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.http import SignedInRequest
from matching.engine.decision_kind import DecisionKind
from matching.services.decide import (
    DecisionRefused,
    RecordedAnswer,
    TooCrowded,
    decide_about_workouts,
    split_off,
    take_answer_back,
)
from matching.services.ignore import NoSuchDifference, accept_conflict, bring_back, ignore_difference
from matching.services.name_workout import NameRefused, name_workout, take_name_back
from matching.web.access import own_workout
from matching.web.pages.corrections import DECISION, IGNORED, NAME, answer_message
from matching.web.pages.write_back_messages import ended_message
from matching.web.views.next_page import redirect_to_next
from matching.web.views.write_backs import own_write_back

NOT_OPEN = "This question is no longer open, so nothing was changed. Reload the page."
ONE_FILE = "Two activities of one file or one event cannot be one workout. Nothing was changed."
TOO_FEW = "Choose at least two workouts. Nothing was changed."
NOTHING_SPLIT = "Choose some of the activities, but not all of them. Nothing was changed."
NOT_DIFFERENT = "This value no longer differs, so nothing was changed. Reload the page."
NOT_UNDECIDED = "This change needs no decision any more, so nothing was changed. Reload the page."
CROWDED = (
    "One of these workouts lies among too many activities to be matched, so nothing was recorded. "
    "Delete those that don't belong there first."
)
NO_NAME = "A name needs at least one character. Nothing was changed."

TAKE_BACK: dict[str, Callable[[UUID], None]] = {
    DECISION: take_answer_back,
    IGNORED: bring_back,
    NAME: take_name_back,
}


@require_POST
@login_required
def submit_answer(request: SignedInRequest) -> HttpResponse:
    """Records one answer about one or several pairs of workouts."""
    kind = request.POST.get("answer", "")
    pairs = [*_posted_pairs(request), *_chosen_pairs(request)]
    if kind not in list(DecisionKind) or not pairs:
        return _refuse(request, TOO_FEW if "workout" in request.POST else NOT_OPEN)
    try:
        answer = decide_about_workouts(DecisionKind(kind), pairs)
    except TooCrowded:
        return _refuse(request, CROWDED)
    except DecisionRefused:
        return _refuse(request, ONE_FILE)
    if not answer.decisions:
        return _refuse(request, NOT_OPEN)
    return _respond_to_answer(request, DecisionKind(kind), answer)


@require_POST
@login_required
def submit_split(request: SignedInRequest, id: UUID) -> HttpResponse:
    """Splits the chosen activities off a workout."""
    chosen = [int(text) for text in request.POST.getlist("activity") if text.isascii() and text.isdecimal()]
    try:
        answer = split_off(own_workout(id), chosen)
    except DecisionRefused:
        return _refuse(request, NOTHING_SPLIT)
    return _respond_to_answer(request, DecisionKind.DIFFERENT, answer, "Split off.")


@require_POST
@login_required
def submit_ignored(request: SignedInRequest, id: UUID) -> HttpResponse:
    """Ignores one difference of a workout for good."""
    workout, (provider, field, provider_id) = own_workout(id), _posted_difference(request)
    member = workout.members.filter(activity__provider=provider, activity__provider_id=provider_id).first()
    try:
        if member is None:
            raise NoSuchDifference
        ignored = ignore_difference(workout, member.activity_id, field)
    except NoSuchDifference:
        return _refuse(request, NOT_DIFFERENT)
    return _respond(request, "Difference ignored.", IGNORED, ignored.pk)


@require_POST
@login_required
def submit_accepted_conflict(request: SignedInRequest, id: UUID) -> HttpResponse:
    """Leaves the name that a write-back found at the platform, and ignores from now on that it differs."""
    row = own_write_back(id)
    if not row.is_undecided_conflict:
        return _refuse(request, NOT_UNDECIDED)
    ignored = accept_conflict(row)
    text = ended_message(own_write_back(id))
    if ignored is None:
        return _respond(request, text)
    return _respond(request, f"{text} This difference is ignored from now on.", IGNORED, ignored.pk)


@require_POST
@login_required
def submit_name(request: SignedInRequest, id: UUID) -> HttpResponse:
    """Gives a workout the athlete's own name."""
    try:
        named = name_workout(own_workout(id), request.POST.get("workout_name", ""))
    except NameRefused:
        return _refuse(request, NO_NAME)
    if named is None:
        return _respond(request, "It already has this name.")
    return _respond(request, f"Named “{named.name}”.", NAME, named.pk)


@require_POST
@login_required
def submit_correction_undo(request: SignedInRequest) -> HttpResponse:
    """Takes back something that the athlete said; what is taken back already stays so."""
    take_back = TAKE_BACK.get(request.POST.get("kind", ""))
    id = _parse_uuid(request.POST.get("correction", ""))
    if take_back is None or id is None:
        return _refuse(request, NOT_OPEN)
    take_back(id)
    return _respond(request, "Taken back.")


def _posted_difference(request: SignedInRequest) -> list[str]:
    """Returns provider, field and provider id: a button of a list carries all of them in its value."""
    parts = request.POST.get("difference", "").split(":", 2)
    return parts if len(parts) == 3 else [request.POST.get(name, "") for name in ("provider", "field", "provider_id")]


def _respond_to_answer(
    request: SignedInRequest, kind: DecisionKind, answer: RecordedAnswer, text: str = ""
) -> HttpResponse:
    message = text or answer_message(kind, len(answer.decisions), answer.replaced, request.user)
    return _respond(request, message, DECISION, answer.decisions[0].pk)


def _respond(request: SignedInRequest, message: str, kind: str = "", id: UUID | None = None) -> HttpResponse:
    """Leads back to the page, which shows the message with its undo; htmx loads the page anew, in its place."""
    messages.success(request, message, f"undo {kind} {id}" if id else "")
    if not request.htmx:
        return redirect_to_next(request, reverse("possible"))
    response = HttpResponse(status=204)
    response.headers["HX-Refresh"] = "true"
    return response


def _refuse(request: SignedInRequest, message: str) -> HttpResponse:
    if request.htmx:
        return HttpResponse(message, status=409, content_type="text/plain; charset=utf-8")
    messages.warning(request, message)
    return redirect_to_next(request, reverse("possible"))


def _posted_pairs(request: SignedInRequest) -> list[tuple[UUID, UUID]]:
    return list(filter(None, map(_parse_pair, request.POST.getlist("pair"))))


def _chosen_pairs(request: SignedInRequest) -> list[tuple[UUID, UUID]]:
    """Returns the first of the chosen workouts with each of the others."""
    chosen = list(filter(None, map(_parse_uuid, request.POST.getlist("workout"))))
    return [(chosen[0], other) for other in chosen[1:]]


def _parse_pair(text: str) -> tuple[UUID, UUID] | None:
    first, _, second = text.partition(",")
    ids = _parse_uuid(first), _parse_uuid(second)
    return (ids[0], ids[1]) if ids[0] and ids[1] else None


def _parse_uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
