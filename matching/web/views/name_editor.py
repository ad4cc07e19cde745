"""Shows the form with which the athlete names a workout."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.http import SeeOther, SignedInRequest
from matching.models import Workout
from matching.web.access import own_workout
from matching.workouts import load_workouts


@require_safe
@login_required
def edit_name(request: SignedInRequest, id: UUID) -> HttpResponse:
    """Shows the form alone to htmx, for lists that load it only when asked; else leads to the page of the workout."""
    workout = own_workout(id)
    if not request.htmx:
        return SeeOther(reverse("workout", args=[workout.pk]) + "#corrections")
    [details] = load_workouts(Workout.objects.filter(pk=workout.pk))
    return render(request, "matching/name_editor.html", {"workout": details})
