"""Answers clicks on proposals, and shows the write-backs that they create.

Only a POST changes anything, here or at a platform.
"""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.http import SignedInRequest
from accounts.polling import STOP_POLLING
from matching.models import WriteBack
from matching.services.proposals import ProposalChoice, RequestedChange, choice_of, parse_choice
from matching.services.request_write_back import (
    WriteBackRefused,
    request_undo,
    request_write_back,
    retry_write_back,
    withdraw_write_back,
)
from matching.web.access import own_workout
from matching.web.pages.write_back_status import WriteBackStatus, write_back_statuses
from matching.web.views.next_page import redirect_to_next
from matching.web.views.refusals import find_earlier_request, refusal_message

NOT_PROPOSED = "This change is no longer suggested, so nothing was written. Reload the page."
FORM_FIELDS = ("provider", "provider_id", "field", "expected_before", "desired_after")
"""The form names what RequestedChange holds, in its order: a field called `after` would hide the form's own method."""
NOTHING_TO_UNDO = "There is nothing to undo, so nothing was written."


@require_POST
@login_required
def submit_write_back(request: SignedInRequest, id: UUID) -> HttpResponse:
    """Requests the write-back for a proposal of a workout, if the proposal is still what the person saw."""
    workout = own_workout(id)
    choice = _choice(request, workout.pk)
    try:
        row = request_write_back(choice)
    except WriteBackRefused as refusal:
        earlier = find_earlier_request(choice)
        if earlier is None:
            return _refuse(request, refusal_message(refusal.proposal, NOT_PROPOSED), workout.pk)
        row = earlier
    return _respond(request, row, workout.pk)


@require_safe
@login_required
def show_write_back(request: SignedInRequest, id: UUID) -> HttpResponse:
    """Shows one write-back: a page, or for htmx the part of a page that follows it.

    Has no content while the version is the one that was `seen`. At the end it stops the polling, and tells the part of
    the page around it to load itself anew.
    """
    status = _status(request, own_write_back(id))
    if not request.htmx:
        return render(request, "matching/write_back_page.html", {"write_back": status})
    if status.is_in_progress and request.GET.get("seen") == status.version:
        return HttpResponse(status=204)
    response = _render_part(request, status)
    if not status.is_in_progress:
        response.status_code = STOP_POLLING
    return response


@require_POST
@login_required
def submit_undo(request: SignedInRequest, id: UUID) -> HttpResponse:
    """Requests the undo of a write-back, which is a write-back of its own."""
    row = own_write_back(id)
    undo = request_undo(row)
    return _respond(request, undo, row.workout_id) if undo else _refuse(request, NOTHING_TO_UNDO, row.workout_id)


@require_POST
@login_required
def submit_retry(request: SignedInRequest, id: UUID) -> HttpResponse:
    """Retries a write-back that has failed or stopped."""
    row = retry_write_back(own_write_back(id))
    return _respond(request, row, row.workout_id)


@require_POST
@login_required
def submit_withdrawal(request: SignedInRequest, id: UUID) -> HttpResponse:
    """Withdraws a write-back of which nothing was sent yet."""
    row = withdraw_write_back(own_write_back(id))
    return _respond(request, row, row.workout_id)


def _choice(request: SignedInRequest, workout_id: UUID) -> ProposalChoice:
    """Returns what the pressed button stands for: that of a list has a value, that of a workout a form of its own."""
    choice = parse_choice(request.POST.get("proposal", ""))
    if choice and choice.workout_id == workout_id:
        return choice
    return choice_of(workout_id, RequestedChange(*(request.POST.get(name, "") for name in FORM_FIELDS)))


def own_write_back(id: UUID) -> WriteBack:
    """Returns the person's own write-back of an id. Raises Http404 for a foreign id and for an absent one alike."""
    return get_object_or_404(WriteBack.objects.with_status(), pk=id)


def _status(request: SignedInRequest, row: WriteBack) -> WriteBackStatus:
    return write_back_statuses([row], request.user)[0]


def _respond(request: SignedInRequest, row: WriteBack, workout_id: UUID | None) -> HttpResponse:
    """Returns for htmx the part that follows the write-back, with the focus; else leads to a page that shows it."""
    if request.htmx:
        return _render_part(request, _status(request, own_write_back(row.pk)), has_focus=True)
    page = f"{_workout_url(workout_id)}#written" if workout_id else reverse("write_back", args=[row.pk])
    return redirect_to_next(request, page)


def _render_part(request: SignedInRequest, status: WriteBackStatus, has_focus: bool = False) -> HttpResponse:
    """Returns the part of a page that shows a write-back; at its end the part around it learns that it has ended."""
    response = render(request, "matching/write_back.html", {"write_back": status, "has_focus": has_focus})
    if not status.is_in_progress:
        response.headers["HX-Trigger"] = "written"
    return response


def _refuse(request: SignedInRequest, message: str, workout_id: UUID | None) -> HttpResponse:
    if request.htmx:
        return render(request, "matching/write_back_error.html", {"message": message})
    messages.warning(request, message)
    return redirect_to_next(request, _workout_url(workout_id) if workout_id else reverse("home"))


def _workout_url(id: UUID) -> str:
    return reverse("workout", args=[id])
