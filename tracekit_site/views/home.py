"""Answers `/` with the landing page, the newest year, or the first steps, which lead to the calendar."""

from datetime import date

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest
from accounts.models import Account
from accounts.sign_up import needs_approval
from matching.nearest import last_day_before
from matching.web.uploads.upload_run import UploadRun, current_run
from providers.contract import Platform
from providers.registrations import registration_for
from providers.registry import PLATFORMS
from providers.web.page_state import load_page_state
from tracekit_site.landing_example import landing_example


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Shows strangers the landing page; leads athletes to the newest year that has a workout, if any."""
    if not request.user.is_authenticated:
        context = {"first_start": is_first_start(), "example": landing_example(), "needs_approval": needs_approval()}
        return render(request, "site/landing.html", context)
    newest = last_day_before(date.max)
    if newest is not None:
        return redirect("calendar_year", newest.year)
    context = {"run": current_run(), "platforms": connectable_platforms()}
    return render(request, "site/first_steps.html", context)


@require_safe
@login_required
def first_steps_status(request: SignedInRequest) -> HttpResponse:
    """Answers a poll of the first steps: how far files and the first pull are, or where their workouts are now.

    Files lead on when all of them are read, a pull as soon as it has brought the first activities.
    """
    run, newest = current_run(), last_day_before(date.max)
    state = request.page_state = load_page_state()
    is_reading = run is not None and run.is_reading
    if is_reading or (newest is None and state.import_label):
        return render(request, "site/first_steps_status.html", {"run": run})
    if run and run.workouts:
        messages.success(request, f"{run.workouts}.")
    return HttpResponse(status=204, headers={"HX-Redirect": _next_address(run, newest)})


def _next_address(run: UploadRun | None, newest: date | None) -> str:
    """Returns the month or the year of the first workouts; without any, the page that says why there are none."""
    if newest is None:
        return reverse("files" if run else "sync")
    return run.calendar.href if run and run.workouts else reverse("calendar_year", args=[newest.year])


def connectable_platforms() -> list[Platform]:
    """Returns the platforms that athletes can connect: when self-hosted all, because the page explains how."""
    return [platform for platform in PLATFORMS.values() if not settings.HOSTED or registration_for(platform)]


def is_first_start() -> bool:
    """Returns whether nobody can sign in yet: sign-up is not open and there is no account."""
    return settings.SIGNUP != "open" and not Account.objects.filter(demo_until=None).exists()
