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
from providers.services.pause import pull_all
from providers.web.pages.sync import recent_pulls, sync_status


@require_safe
@login_required
def sync(request: SignedInRequest) -> HttpResponse:
    """Shows the page, which polls its status while a pull is running."""
    since = int(time())
    context = {"status": sync_status(request.user), "since": since, "every_s": poll_interval(since)}
    return render(request, "providers/sync.html", context | {"pulls": recent_pulls()})


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


def _polling_since(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 12 else int(time())


@require_POST
@login_required
def pull_everything(request: SignedInRequest) -> HttpResponse:
    """Starts a pull from every platform."""
    pull_all()
    messages.success(request, "Checking for new activities.")
    return SeeOther(reverse("sync"))
