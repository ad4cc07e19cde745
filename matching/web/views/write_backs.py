"""Clicks on proposals, and what became of them. Only a POST changes anything, here or at a platform."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
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

NOT_ANY_MORE = "This is not proposed any more, so nothing was written. Load the page again."
NO_WAY_BACK = "There is nothing to put back, so nothing was written."


@require_POST
@login_required
def write(request: SignedInRequest, id: UUID) -> HttpResponse:
    """Clicks one proposal of a workout, if it is still what the person saw."""
    workout = own_workout(id)
    change = RequestedChange(*(request.POST.get(name, "") for name in RequestedChange._fields))
    try:
        row = request_write_back(workout, change)
    except WriteBackRefused as refused:
        before = _requested_before(workout, change)
        return _answer(request, before, workout.pk) if before else _refuse(request, _why(refused, change), workout.pk)
    return _answer(request, row, workout.pk)


@require_safe
@login_required
def write_back(request: SignedInRequest, id: UUID) -> HttpResponse:
    """One write-back: a page, or for htmx the part of a page that says how it stands.

    No content while that is what was `seen`; at the end the part around it is told, and asks for itself anew.
    """
    found = _told(request, own_write_back(id))
    if not request.htmx:
        return render(request, "matching/write_back_page.html", {"write": found})
    if found.is_in_progress and request.GET.get("seen") == found.seen:
        return HttpResponse(status=204)
    answer = _part(request, found)
    if not found.is_in_progress:
        answer.status_code = STOP_POLLING
    return answer


@require_POST
@login_required
def undo_write(request: SignedInRequest, id: UUID) -> HttpResponse:
    """Puts back what was there before, as a write-back of its own."""
    row = own_write_back(id)
    back = request_undo(row)
    return _answer(request, back, row.workout_id) if back else _refuse(request, NO_WAY_BACK, row.workout_id)


@require_POST
@login_required
def write_again(request: SignedInRequest, id: UUID) -> HttpResponse:
    """Tries what failed or stands still once more."""
    row = retry_write_back(own_write_back(id))
    return _answer(request, row, row.workout_id)


@require_POST
@login_required
def withdraw_write(request: SignedInRequest, id: UUID) -> HttpResponse:
    """Does without a write-back of which nothing was sent yet."""
    row = withdraw_write_back(own_write_back(id))
    return _answer(request, row, row.workout_id)


def own_write_back(id: UUID) -> WriteBack:
    """The person's own write-back of that id. Raises Http404 for a foreign and for an absent one alike."""
    return get_object_or_404(WriteBack.objects.with_status(), pk=id)


def _why(refused: WriteBackRefused, change: RequestedChange) -> str:
    if refused.barrier is None:
        return NOT_ANY_MORE
    return barrier_message(refused.barrier, provider_label(change.provider), change.field).text


def _requested_before(workout: Workout, change: RequestedChange) -> WriteBack | None:
    """Returns what the same click created a moment ago, in another tab or twice in this one."""
    wanted = (change.provider_id, change.field, change.before, change.after)
    for row in WriteBack.objects.filter(workout=workout).order_by("-clicked_at"):
        is_fresh = row.ended_at is None or row.ended_at > timezone.now() - FRESH
        if is_fresh and (row.provider_id, row.field, row.expected_before, row.desired_after) == wanted:
            return row
    return None


def _told(request: SignedInRequest, row: WriteBack) -> WriteBackStatus:
    return write_back_statuses([row], request.user)[0]


def _answer(request: SignedInRequest, row: WriteBack, workout: UUID | None) -> HttpResponse:
    """For htmx the part that follows it from now on, with the focus; else the page on which it stands."""
    if request.htmx:
        return _part(request, _told(request, own_write_back(row.pk)), is_answer=True)
    return SeeOther(f"/workouts/{workout}/#written" if workout else f"/writes/{row.pk}/")


def _part(request: SignedInRequest, write: WriteBackStatus, is_answer: bool = False) -> HttpResponse:
    """How it stands, as a part of a page; when it has ended, what is around it is told."""
    answer = render(request, "matching/write_back.html", {"write": write, "is_answer": is_answer})
    if not write.is_in_progress:
        answer.headers["HX-Trigger"] = "written"
    return answer


def _refuse(request: SignedInRequest, sentence: str, workout: UUID | None) -> HttpResponse:
    if request.htmx:
        return render(request, "matching/write_back_error.html", {"sentence": sentence})
    messages.warning(request, sentence)
    return SeeOther(f"/workouts/{workout}/" if workout else "/")
