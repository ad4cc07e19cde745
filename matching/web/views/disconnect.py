"""Disconnecting a platform, after one question that says what goes."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods
from django_htmx.middleware import HtmxDetails

from accounts.http import SeeOther, SignedInRequest
from activities.models import Activity
from matching.models import Member, Workout
from matching.web.pages.wording import format_count
from providers.models import Connection
from providers.services.disconnect import disconnect
from providers.web.views.connections import own_connection


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def disconnect_platform(request: SignedInRequest, id: UUID) -> HttpResponse:
    """Asks with counts, then ends the grant and deletes everything of the platform."""
    connection = own_connection(id)
    label = connection.platform.label
    if request.method != "POST":
        return _ask(request, connection, label)
    by_hand = _where_to_end_it(connection)
    if disconnect(connection):
        messages.success(request, f"{label} is disconnected. Its activities and its key are gone.")
    else:
        said = (
            f"Everything of {label} is gone here, but {label} could not be told. End tracekit’s access there{by_hand}."
        )
        messages.error(request, said, "refused")
    return SeeOther(reverse("connections"))


def _ask(request: SignedInRequest, connection: Connection, label: str) -> HttpResponse:
    said = {
        "question": f"Disconnect {label}?",
        "say": _what_goes(connection, label),
        "do": f"Disconnect {label}",
        "back": reverse("connection", args=[connection.pk]),
        "action": request.path,
    }
    htmx: HtmxDetails = request.htmx  # type: ignore[attr-defined]  # set by its middleware
    return render(request, "confirmation/dialog.html" if htmx else "confirmation/page.html", said)


def _what_goes(connection: Connection, label: str) -> str:
    activities = Activity.objects.filter(provider=connection.provider).count()
    others = Member.objects.filter(workout=OuterRef("pk")).exclude(activity__provider=connection.provider)
    alone = Workout.objects.exclude(Exists(others)).count()
    goes = f"{format_count(activities, f'{label} activity', f'{label} activities')} and the key to them go."
    if alone:
        goes += f" {format_count(alone, 'workout')} known from {label} alone {'goes' if alone == 1 else 'go'} too."
    return f"{goes} Nothing is deleted at {label}. This cannot be undone."


def _where_to_end_it(connection: Connection) -> str:
    registration = connection.known_registration
    return f": {connection.platform.apps_url(registration)}" if registration else ""
