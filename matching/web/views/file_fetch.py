"""Answers the click that fetches an activity's original file from its platform, and shows how far that is."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.http import SignedInRequest
from accounts.polling import STOP_POLLING
from activities.models import Activity
from matching.models import Workout
from matching.web.access import own_workout
from matching.web.pages.file_fetch import FileFetchCell, file_fetch_cells
from matching.web.uploads.demo_uploads import without_demo_uploads
from matching.web.views.next_page import redirect_to_next
from matching.workouts import load_workouts
from providers.models import Connection
from providers.services.request_file import NothingToFetch, request_file

NOTHING_TO_FETCH = "The file of this activity can’t be fetched any more, so nothing was fetched. Reload the page."


def _refuse(request: SignedInRequest, message: str) -> HttpResponse:
    """Answers with the message: for htmx in the place of the button, else on the home page."""
    if request.htmx:
        return render(request, "matching/write_back_error.html", {"message": message})
    messages.warning(request, message)
    return redirect_to_next(request, reverse("home"))


@require_POST
@login_required
@without_demo_uploads(_refuse)
def submit_file_fetch(request: SignedInRequest, id: UUID) -> HttpResponse:
    """Requests the file of one of the workout's activities, unless it is under way or here already."""
    workout = own_workout(id)
    activity = _named_activity(workout, request.POST)
    if activity is None:
        return _refuse(request, NOTHING_TO_FETCH)
    try:
        request_file(activity.provider, activity.provider_id)
    except NothingToFetch:
        return _refuse(request, NOTHING_TO_FETCH)
    cell = _load_cell(request, workout, activity)
    if request.htmx and cell is not None:
        return _render_cell(request, cell, has_focus=True)
    return redirect_to_next(request, f"{reverse('workout', args=[workout.pk])}#fields")


@require_safe
@login_required
def show_file_fetch(request: SignedInRequest, id: UUID) -> HttpResponse:
    """Shows for htmx how far a fetch is, and leads everybody else to the page of the workout.

    Has no content while the version is the one that was `seen`. At the end it stops the polling, and tells the part of
    the page around it to load itself anew.
    """
    workout = own_workout(id)
    if not request.htmx:
        return redirect_to_next(request, f"{reverse('workout', args=[workout.pk])}#fields")
    activity = _named_activity(workout, request.GET)
    cell = _load_cell(request, workout, activity) if activity else None
    if cell is None:
        raise Http404
    is_in_progress = cell.fetch is not None and cell.fetch.is_in_progress
    if is_in_progress and cell.fetch and request.GET.get("seen") == cell.fetch.version:
        return HttpResponse(status=204)
    response = _render_cell(request, cell)
    if not is_in_progress:
        response.status_code = STOP_POLLING
    return response


def _named_activity(workout: Workout, values: QueryDict) -> Activity | None:
    """Returns the activity of the workout that a form or an address names; None where there is none."""
    named = {name: values.get(name, "") for name in ("provider", "provider_id")}
    activity: Activity | None = Activity.objects.filter(member__workout=workout.pk, **named).first()
    return activity


def _load_cell(request: SignedInRequest, workout: Workout, activity: Activity) -> FileFetchCell | None:
    connections = Connection.objects.filter(provider=activity.provider)
    for details in load_workouts(Workout.objects.filter(pk=workout.pk)):
        return file_fetch_cells(details, connections, request.user).get(activity.pk)
    return None


def _render_cell(request: SignedInRequest, cell: FileFetchCell, has_focus: bool = False) -> HttpResponse:
    response = render(request, "matching/file_fetch.html", {"cell": cell, "has_focus": has_focus})
    if cell.fetch is not None and not cell.fetch.is_in_progress:
        response.headers["HX-Trigger"] = "written"
    return response
