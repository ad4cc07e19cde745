"""Ends sessions in other browsers."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.http import SeeOther, SignedInRequest
from accounts.services.sessions import end_other_sessions, end_session


@require_POST
@login_required
def end_sessions(request: SignedInRequest) -> HttpResponse:
    """Ends the session whose opaque id is `session`, or all others when there is none."""
    if opaque_id := request.POST.get("session"):
        end_session(request, opaque_id)
    else:
        end_other_sessions(request)
    messages.success(request, "Signed out.", "sessions")
    return SeeOther(reverse("settings_security"))
