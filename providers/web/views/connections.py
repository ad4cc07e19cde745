"""Shows connections, and pulls, pauses and resumes them."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.http import SeeOther, SignedInRequest
from providers.models import Connection
from providers.services.pause import pause, resume
from providers.services.platform_deletions import answer_deletions
from providers.services.pull_requests import RequestedTooSoon, request_pull
from providers.web.pages.application import platforms_to_register
from providers.web.pages.connections import connection_page, provider_cards
from providers.web.pages.sync_button import too_soon_message


@require_safe
@login_required
def connections(request: SignedInRequest) -> HttpResponse:
    """Shows all connections with their status."""
    context = {"cards": provider_cards(request.user), "platforms_to_register": platforms_to_register(request.user)}
    return render(request, "providers/connections.html", context)


@require_safe
@login_required
def connection(request: SignedInRequest, id: UUID) -> HttpResponse:
    """Shows one connection."""
    page = connection_page(id, request.user)
    if page is None:
        raise Http404
    return render(request, "providers/connection.html", {"page": page})


def own_connection(id: UUID) -> Connection:
    """Returns the person's own connection of that id. Raises Http404 for another account's as for an unknown one."""
    return get_object_or_404(Connection, pk=id)


def _connection_action(action: Callable[[Connection], object], message: str) -> Callable[..., HttpResponse]:
    """Returns a view that applies the action to a connection, shows the message and redirects to the connection."""

    @require_POST
    @login_required
    def view(request: SignedInRequest, id: UUID) -> HttpResponse:
        connection = own_connection(id)
        try:
            action(connection)
            messages.success(request, message.format(label=connection.platform.label))
        except RequestedTooSoon as refusal:
            messages.error(request, too_soon_message(refusal.possible_at, request.user), "refused")
        return SeeOther(reverse("connection", args=[id]))

    return view


ANSWERS = {
    "delete": (True, "Deleting what is gone on {label} here, too."),
    "keep": (False, "Kept. You won’t be asked about these activities again."),
}
"""Says of each answer whether activities that are gone at the platform are deleted here, and the message."""


@require_POST
@login_required
def answer_about_deletions(request: SignedInRequest, id: UUID) -> HttpResponse:
    """Deletes or keeps the activities that seem to be gone at the platform."""
    connection = own_connection(id)
    answer = ANSWERS.get(request.POST.get("answer", ""))
    if answer is None:
        messages.error(request, "Choose whether to delete or to keep them.", "refused")
    else:
        is_deleted, message = answer
        answer_deletions(connection, is_deleted=is_deleted)
        messages.success(request, message.format(label=connection.platform.label))
    return SeeOther(reverse("connection", args=[id]))


pull_now = _connection_action(request_pull, "Checking {label} for new activities.")
pause_connection = _connection_action(pause, "{label} paused.")
resume_connection = _connection_action(resume, "{label} resumed.")
