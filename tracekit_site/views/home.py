"""Answers `/` with the landing page, the newest year, or the first steps."""

from datetime import date

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from accounts.models import Account
from activities.models import SourceFile
from matching.nearest import last_day_before
from providers.contract import Platform
from providers.registrations import registration_for
from providers.registry import PLATFORMS
from tracekit_site.landing_example import landing_example


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Shows strangers the landing page; leads athletes to the newest year that has a workout, if any."""
    if not request.user.is_authenticated:
        return render(request, "site/landing.html", {"first_start": is_first_start(), "example": landing_example()})
    newest = last_day_before(date.max)
    if newest is not None:
        return redirect("calendar_year", newest.year)
    context = {"has_waiting_files": SourceFile.objects.waiting().exists(), "platforms": connectable_platforms()}
    return render(request, "site/first_steps.html", context)


def connectable_platforms() -> list[Platform]:
    """Returns the platforms that athletes can connect: when self-hosted all, because the page explains how."""
    return [platform for name, platform in PLATFORMS.items() if registration_for(name) or not settings.HOSTED]


def is_first_start() -> bool:
    """Returns whether nobody can sign in yet: sign-up is closed and there is no account."""
    return settings.SIGNUP != "open" and not Account.objects.filter(demo_until=None).exists()
