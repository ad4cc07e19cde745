"""Shows the sync status, and starts pulls."""

from time import time
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.http import SeeOther, SignedInRequest
from accounts.polling import STOP_POLLING, poll_interval
from providers.models import Connection
from providers.services.pull_requests import RequestedTooSoon, request_all_pulls, request_month
from providers.services.start_pull import OtherPullOpen
from providers.web.page_state import load_page_state
from providers.web.pages.month_form import InvalidMonth, month_form, parse_month
from providers.web.pages.recent_pulls import recent_pulls
from providers.web.pages.skipped import skipped_list
from providers.web.pages.sync import deletion_questions, sync_status
from providers.web.pages.sync_button import too_soon_message
from providers.web.views.connections import own_connection


@require_safe
@login_required
def sync(request: SignedInRequest) -> HttpResponse:
    """Shows the page, which polls its status while a pull is running."""
    since, current = int(time()), sync_status(request.user)
    context = {"status": current, "since": since, "every_s": poll_interval(since)}
    lists = {"pulls": recent_pulls(), "skipped": skipped_list(), "deletion_questions": deletion_questions(current)}
    form = month_form(current.month_choices, request.user)
    return render(request, "providers/sync.html", context | lists | {"month_form": form})


@require_safe
@login_required
def status(request: SignedInRequest) -> HttpResponse:
    """Answers a poll with the status as a part of the page, and stops the polling when no pull is running.

    The message for all connections is part of it only when it differs from the one that the page shows.
    """
    current = sync_status(request.user)
    since = _polling_since(request.GET.get("since", ""))
    has_news = request.GET.get("message") != current.message
    context = {"status": current, "since": since, "every_s": poll_interval(since), "has_news": has_news}
    if current.is_pulling:
        return render(request, "providers/sync_status.html", context)
    context |= {"is_end": True, "pulls": recent_pulls(), "skipped": skipped_list()}
    return render(request, "providers/sync_status.html", context, status=STOP_POLLING)


@require_safe
@login_required
def import_banner(request: SignedInRequest) -> HttpResponse:
    """Answers a poll with the calendar's banner about the first pull, and stops the polling at its end."""
    state = request.page_state = load_page_state()
    return render(request, "providers/import_banner.html", status=200 if state.import_label else STOP_POLLING)


def _polling_since(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 12 else int(time())


@require_POST
@login_required
def pull_everything(request: SignedInRequest) -> HttpResponse:
    """Starts a pull from every platform."""
    try:
        request_all_pulls()
        messages.success(request, "Checking for new activities.")
    except RequestedTooSoon as refusal:
        messages.error(request, too_soon_message(refusal.possible_at, request.user), "refused")
    return SeeOther(reverse("sync"))


@require_POST
@login_required
def pull_month(request: SignedInRequest) -> HttpResponse:
    """Starts a pull of one month from one platform."""
    connection = _chosen_connection(request.POST.get("connection", ""))
    label, refusal = connection.platform.label, ""
    try:
        month = parse_month(request.POST.get("month", ""), request.user)
        refusal = _refusal_of_month(connection)
        if not refusal:
            request_month(connection, month)
            messages.success(request, f"Checking {label} for {month:%B %Y}.")
    except InvalidMonth:
        refusal = "Choose a month up to now, such as 2026-05. Nothing was started."
    except OtherPullOpen:
        refusal = f"{label} is syncing already. Nothing was started. Sync the month when that is done."
    except RequestedTooSoon as too_soon:
        refusal = too_soon_message(too_soon.possible_at, request.user)
    if refusal:
        messages.error(request, refusal, "refused")
    return SeeOther(reverse("sync"))


def _chosen_connection(text: str) -> Connection:
    """Returns the person's own connection of that id. Raises Http404 for any other text."""
    try:
        return own_connection(UUID(text))
    except ValueError:
        raise Http404 from None


def _refusal_of_month(connection: Connection) -> str:
    """Returns why the connection cannot be synced by month; empty when it can."""
    label = connection.platform.label
    if not connection.platform.can_list_by_date:
        return f"{label} can’t list one month. Nothing was started. Sync now checks everything that changed there."
    if connection.is_paused:
        return f"{label} is paused. Nothing was started. Resume it first."
    if not connection.has_grant or connection.state == Connection.State.RECONNECT:
        return f"{label} needs reconnecting. Nothing was started."
    return ""
