"""Answers the settings page for expectations: on which platforms a sport should be."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from accounts.http import SeeOther, SignedInRequest
from matching.services.expectations import save_expectations
from matching.web.pages.expectations import expectations_page


@login_required
def expectations(request: SignedInRequest) -> HttpResponse:
    """Shows a checkbox for each sport and platform, and saves them all at once."""
    page = expectations_page()
    if request.method == "POST":
        save_expectations(page.changed_choices(request.POST.getlist("shown"), request.POST.getlist("expected")))
        messages.success(request, f"Saved at {timezone.now().astimezone(request.user.zone):%H:%M}.", "expected")
        return SeeOther(reverse("settings_expected"))
    return render(request, "matching/expectations.html", {"page": page})
