"""Confirms the time zone from the note on a page."""

from allauth.account.adapter import get_adapter
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.urls import reverse

from accounts.forms.profile import TimeZoneForm
from accounts.http import SeeOther, SignedInRequest
from accounts.services.profile import save_profile


@login_required
def confirm_time_zone(request: SignedInRequest) -> HttpResponse:
    """Saves the zone and goes back to the page with the note (`next`); an unknown zone leads to the settings."""
    form = TimeZoneForm(request.POST)
    if not form.is_valid():
        return SeeOther(reverse("settings_profile"))
    save_profile(request.user, **form.cleaned_data)
    next_url = request.POST.get("next", "")
    return SeeOther(next_url if get_adapter().is_safe_url(next_url) else reverse("home"))
