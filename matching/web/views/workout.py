"""Answers the page of a workout."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest
from matching.models import Workout
from matching.web.access import own_workout
from matching.web.pages.workout import workout_page
from matching.web.views.time_dependence import RECENT_WRITE_BACKS
from providers.web.revalidation import revalidated


@require_safe
@login_required
@revalidated(RECENT_WRITE_BACKS)
def workout(request: SignedInRequest, id: UUID) -> HttpResponse:
    """Shows why its activities are one workout, and the values of each."""
    try:
        page = workout_page(own_workout(id), request.user)
    except Workout.DoesNotExist:
        raise Http404 from None
    return render(request, "matching/workout.html", {"page": page})
