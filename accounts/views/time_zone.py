"""The note that asks for the time zone."""

from allauth.account.adapter import get_adapter
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse

from accounts.forms.profile import TimeZoneForm
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
    return SeeOther(asked_on if get_adapter().is_safe_url(asked_on) else "/")
