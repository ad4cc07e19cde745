"""The connections: all of them, one of them, and what an athlete does with one."""

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
from providers.web.pages.connections import cards, connection_page


@require_safe
@login_required
def connections(request: SignedInRequest) -> HttpResponse:
    """Where workouts come from, and whether each of it is well."""
    return render(request, "providers/connections.html", {"cards": cards(request.user)})


@require_safe
@login_required
def connection(request: SignedInRequest, id: UUID) -> HttpResponse:
    """One connection."""
    page = connection_page(own_connection(id), request.user)
    return render(request, "providers/connection.html", {"page": page})


def own_connection(id: UUID) -> Connection:
    """The person's own connection of that id. Raises Http404 for a foreign and for an absent one alike."""
    return get_object_or_404(Connection, pk=id)


def _act(do: Callable[[Connection], object], say: str) -> Callable[..., HttpResponse]:
    """A button of a connection."""

    @require_POST
    @login_required
    def act(request: SignedInRequest, id: UUID) -> HttpResponse:
        done = own_connection(id)
        do(done)
        messages.success(request, say.format(label=done.platform.label))
        return SeeOther(reverse("connection", args=[id]))

    return act


pull_now = _act(pull_new, "Asked {label} for what is new.")
pause_connection = _act(pause, "{label} is paused.")
resume_connection = _act(resume, "{label} goes on.")
