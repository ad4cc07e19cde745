"""Shows the sync status, and starts pulls."""

from time import time

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.http import SeeOther, SignedInRequest
from accounts.polling import STOP_POLLING, poll_interval
from providers.services.pull_requests import RequestedTooSoon, request_all_pulls
from providers.web.page_state import load_page_state
from providers.web.pages.sync import deletion_questions, recent_pulls, sync_status
from providers.web.pages.sync_button import too_soon_message


@require_safe
@login_required
def sync(request: SignedInRequest) -> HttpResponse:
    """Shows the page, which polls its status while a pull is running."""
    since = int(time())
    status = sync_status(request.user)
    context = {"status": status, "since": since, "every_s": poll_interval(since)}
    context |= {"pulls": recent_pulls(), "deletion_questions": deletion_questions(status)}
    return render(request, "providers/sync.html", context)


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
    context |= {"is_end": True, "pulls": recent_pulls()}
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
