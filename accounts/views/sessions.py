"""Settings: ending sessions in other browsers."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.views.decorators.http import require_POST

from accounts.http import SeeOther, SignedInRequest
from accounts.services.sessions import end_other_sessions, end_session


@require_POST
@login_required
def end_sessions(request: SignedInRequest) -> HttpResponse:
    """Ends the one session that `session` marks, or without it all others."""
    if mark := request.POST.get("session"):
        end_session(request, mark)
    else:
        end_other_sessions(request)
    messages.success(request, "Ended.", "sessions")
    return SeeOther("/settings/security/")
