"""Answers clicks on proposals, and shows the write-backs that they create.

Only a POST changes anything, here or at a platform.
"""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.http import SeeOther, SignedInRequest
from accounts.polling import STOP_POLLING
from activities.provider_labels import provider_label
from matching.models import Workout, WriteBack
from matching.services.proposals import RequestedChange
from matching.services.request_write_back import (
    WriteBackRefused,
    request_undo,
    request_write_back,
    retry_write_back,
    withdraw_write_back,
)
from matching.web.access import own_workout
from matching.web.pages.changes import FRESH
from matching.web.pages.proposal_labels import barrier_message
from matching.web.pages.write_back_status import WriteBackStatus, write_back_statuses

NOT_PROPOSED = "This is not proposed any more, so nothing was written. Load the page again."
NOTHING_TO_UNDO = "There is nothing to put back, so nothing was written."


@require_POST
@login_required
def submit_write_back(request: SignedInRequest, id: UUID) -> HttpResponse:
    """Requests the write-back for a proposal of a workout, if the proposal is still what the person saw."""
    workout = own_workout(id)
    change = RequestedChange(*(request.POST.get(name, "") for name in RequestedChange._fields))
    try:
        row = request_write_back(workout, change)
    except WriteBackRefused as refusal:
        earlier = _find_earlier_request(workout, change)
        if earlier is None:
            return _refuse(request, _refusal_message(refusal, change), workout.pk)
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


def own_write_back(id: UUID) -> WriteBack:
    """Returns the person's own write-back of an id. Raises Http404 for a foreign id and for an absent one alike."""
    return get_object_or_404(WriteBack.objects.with_status(), pk=id)


def _refusal_message(refusal: WriteBackRefused, change: RequestedChange) -> str:
    if refusal.barrier is None:
        return NOT_PROPOSED
    return barrier_message(refusal.barrier, provider_label(change.provider), change.field).text


def _find_earlier_request(workout: Workout, change: RequestedChange) -> WriteBack | None:
    """Returns what the same click created a moment ago, in another tab or twice in this one."""
    wanted = (change.provider_id, change.field, change.before, change.after)
    for row in WriteBack.objects.filter(workout=workout).order_by("-clicked_at"):
        is_fresh = row.ended_at is None or row.ended_at > timezone.now() - FRESH
        if is_fresh and (row.provider_id, row.field, row.expected_before, row.desired_after) == wanted:
            return row
    return None


def _status(request: SignedInRequest, row: WriteBack) -> WriteBackStatus:
    return write_back_statuses([row], request.user)[0]


def _respond(request: SignedInRequest, row: WriteBack, workout_id: UUID | None) -> HttpResponse:
    """Returns for htmx the part that follows the write-back, with the focus; else leads to the page that shows it."""
    if request.htmx:
        return _render_part(request, _status(request, own_write_back(row.pk)), has_focus=True)
    return SeeOther(f"{_workout_url(workout_id)}#written" if workout_id else reverse("write_back", args=[row.pk]))


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
    return SeeOther(_workout_url(workout_id) if workout_id else reverse("home"))


def _workout_url(id: UUID) -> str:
    return reverse("workout", args=[id])
