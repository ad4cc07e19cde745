"""Settings: how it looks."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import model_to_dict
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.forms.profile import ProfileForm
from accounts.http import SeeOther, SignedInRequest
from accounts.services.profile import save_profile


@login_required
def profile(request: SignedInRequest) -> HttpResponse:
    """Time zone, units, first day of the week, theme and keys, saved as one."""
    form = ProfileForm(request.POST or None, initial=model_to_dict(request.user))
    if request.method == "POST" and form.is_valid():
        save_profile(request.user, **form.cleaned_data)
        messages.success(request, f"Saved at {timezone.now().astimezone(request.user.zone):%H:%M}.", "profile")
        return SeeOther("/settings/profile/")
    return render(request, "accounts/profile.html", {"form": form})
