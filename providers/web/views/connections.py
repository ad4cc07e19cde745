"""Shows connections, and does what an athlete's buttons ask for."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.http import SeeOther, SignedInRequest
from providers.models import Connection
from providers.services.pause import pause, resume
from providers.services.start_pull import pull_new
from providers.web.pages.connections import connection_page, provider_cards


@require_safe
@login_required
def connections(request: SignedInRequest) -> HttpResponse:
    """Shows where workouts come from, and how each connection is."""
    return render(request, "providers/connections.html", {"cards": provider_cards(request.user)})


@require_safe
@login_required
def connection(request: SignedInRequest, id: UUID) -> HttpResponse:
    """Shows one connection."""
    page = connection_page(own_connection(id), request.user)
    return render(request, "providers/connection.html", {"page": page})


def own_connection(id: UUID) -> Connection:
    """Returns the person's own connection of that id. Raises Http404 for a foreign and for an absent one alike."""
    return get_object_or_404(Connection, pk=id)


def _button(action: Callable[[Connection], object], message: str) -> Callable[..., HttpResponse]:
    """Returns the view of a connection's button: it acts, says so, and shows the connection."""

    @require_POST
    @login_required
    def press(request: SignedInRequest, id: UUID) -> HttpResponse:
        connection = own_connection(id)
        action(connection)
        messages.success(request, message.format(label=connection.platform.label))
        return SeeOther(reverse("connection", args=[id]))

    return press


pull_now = _button(pull_new, "Asked {label} for what is new.")
pause_connection = _button(pause, "{label} is paused.")
resume_connection = _button(resume, "{label} goes on.")
