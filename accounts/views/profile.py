"""Shows the profile settings."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import model_to_dict
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from accounts.forms.profile import ProfileForm
from accounts.http import SeeOther, SignedInRequest
from accounts.services.profile import save_profile


@login_required
def profile_settings(request: SignedInRequest) -> HttpResponse:
    """Shows and saves the time zone, units, first day of the week, theme and shortcuts, all in one form."""
    form = ProfileForm(request.POST or None, initial=model_to_dict(request.user))
    if request.method == "POST" and form.is_valid():
        save_profile(request.user, **form.cleaned_data)
        messages.success(request, f"Saved at {timezone.now().astimezone(request.user.zone):%H:%M}.", "profile")
        return SeeOther(reverse("settings_profile"))
    return render(request, "accounts/profile.html", {"form": form})
