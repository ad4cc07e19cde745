"""Settings: where a workout should be."""

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
    """A tick for each sport and platform, saved as one."""
    page = expectations_page()
    if request.method == "POST":
        save_expectations(page.said(request.POST.getlist("shown"), request.POST.getlist("expected")))
        messages.success(request, f"Saved at {timezone.now().astimezone(request.user.zone):%H:%M}.", "expected")
        return SeeOther(reverse("settings_expected"))
    return render(request, "matching/expectations.html", {"page": page})
