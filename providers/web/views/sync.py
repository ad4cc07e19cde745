"""Whether everything is in, and asking for it."""

from time import time

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.http import SeeOther, SignedInRequest
from providers.services.pause import pull_all
from providers.web.pages.sync import last_runs, sync_look

AT_END = 286
"""The status on which htmx stops asking."""
FAST_S, SLOW_S, PATIENCE_S = 2, 5, 60


@require_safe
@login_required
def sync(request: SignedInRequest) -> HttpResponse:
    """The page; what moves on it looks again by itself."""
    look = sync_look(request.user)
    said = {"look": look, "runs": last_runs(), "every_s": FAST_S, "since": int(time())}
    return render(request, "providers/sync.html", said)


@require_safe
@login_required
def look(request: SignedInRequest) -> HttpResponse:
    """One look, as a part of the page; the last one says that it is. The sentence comes along when it is a new one."""
    now = sync_look(request.user)
    since = request.GET.get("since", "")
    began = int(since) if since.isdecimal() and len(since) < 12 else int(time())
    every_s = FAST_S if time() - began < PATIENCE_S else SLOW_S
    said = {"look": now, "every_s": every_s, "since": began, "is_news": request.GET.get("said") != now.sentence}
    if now.is_moving:
        return render(request, "providers/look.html", said)
    return render(request, "providers/look.html", said | {"is_end": True, "runs": last_runs()}, status=AT_END)


@require_POST
@login_required
def pull_everything(request: SignedInRequest) -> HttpResponse:
    """Asks every platform for what is new."""
    pull_all()
    messages.success(request, "Asked for what is new.")
    return SeeOther(reverse("sync"))
