"""Answers the list of workouts."""

from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest
from matching.web.pages.workout_list import workout_list_page
from matching.web.pages.workout_query import WorkoutQuery
from providers.web.revalidation import revalidated


@require_safe
@login_required
@revalidated()
def workouts(request: SignedInRequest) -> HttpResponse:
    """Shows the workouts that fit the filters in the address, sorted and fifty a page.

    A form sends the fields that were left empty too; a redirect leads to the address without them.
    """
    parameters = request.GET.dict()
    if "" in parameters.values():
        given = {name: value for name, value in parameters.items() if value}
        return HttpResponseRedirect(reverse("workouts") + (f"?{urlencode(given)}" if given else ""))
    page = workout_list_page(WorkoutQuery.from_parameters(parameters), request.user)
    return render(request, "matching/workouts.html", {"page": page})
