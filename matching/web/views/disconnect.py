"""Disconnects a platform, after a question that says what will be deleted."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.http import SeeOther, SignedInRequest
from activities.models import Activity
from matching.models import Member, Workout
from matching.web.pages.wording import format_count
from matching.web.views.confirmation import confirm
from providers.models import Connection
from providers.services.disconnect import disconnect
from providers.web.views.connections import own_connection


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def disconnect_platform(request: SignedInRequest, id: UUID) -> HttpResponse:
    """Asks, with counts, then deletes everything that came from the platform; the grant is revoked after that."""
    connection = own_connection(id)
    label = connection.platform.label
    if request.method != "POST":
        question = f"Disconnect {label}"
        cancel_url = reverse("connection", args=[connection.pk])
        return confirm(request, f"{question}?", _deletion_text(connection), button=question, cancel_url=cancel_url)
    apps_page = _apps_page(connection)
    is_revocable = disconnect(connection)
    deleted = "Its key was deleted, and its activities are being deleted"
    if is_revocable:
        message = f"{label} disconnected. {deleted}. tracekit’s access there ends, too"
        messages.success(request, f"{message}; if {label} can’t be reached today, end it there{apps_page}.")
    else:
        message = f"{label} disconnected here. {deleted}. {label} could not be told."
        messages.error(request, f"{message} End tracekit’s access there{apps_page}.", "refused")
    return SeeOther(reverse("connections"))


def _deletion_text(connection: Connection) -> str:
    label = connection.platform.label
    activities = Activity.objects.visible().filter(provider=connection.provider).count()
    others = Member.objects.visible().filter(workout=OuterRef("pk")).exclude(activity__provider=connection.provider)
    alone = Workout.objects.visible().exclude(Exists(others)).count()
    text = f"{format_count(activities, f'{label} activity', f'{label} activities')} and the key are deleted here."
    if alone:
        are = "is" if alone == 1 else "are"
        text += f" {format_count(alone, 'workout')} known only from {label} {are} deleted, too."
    return f"{text} Nothing is deleted on {label}. This cannot be undone."


def _apps_page(connection: Connection) -> str:
    """Returns where the athlete can revoke the access at the platform; empty when this install does not know it."""
    registration = connection.known_registration
    return f": {connection.platform.apps_url(registration)}" if registration else ""
