"""The note that asks for the time zone."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme

from accounts.forms import TimeZoneForm
from accounts.http import SeeOther, SignedInRequest
from accounts.services.profile import save_profile


@login_required
def confirm_zone(request: SignedInRequest) -> HttpResponse:
    """The zone is right: back to the page that asked. Anything else goes to the settings."""
    form = TimeZoneForm(request.POST)
    if not form.is_valid():
        return SeeOther("/settings/profile/")
    save_profile(request.user, **form.cleaned_data)
    asked_on = request.POST.get("next", "")
    return SeeOther(asked_on if url_has_allowed_host_and_scheme(asked_on, allowed_hosts=None) else "/")
