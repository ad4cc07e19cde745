"""Shows the open questions, and what the athlete has told tracekit so far."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest
from matching.web.pages.corrections import corrections_page
from matching.web.pages.possible import possible_page
from providers.web.revalidation import revalidated


@require_safe
@login_required
@revalidated()
def possible(request: SignedInRequest) -> HttpResponse:
    """Shows the open questions, 20 cards a page; showing them changes nothing."""
    page = possible_page(request.user, request.GET.get("page", ""))
    return render(request, "matching/possible.html", {"page": page})


@require_safe
@login_required
@revalidated()
def corrections(request: SignedInRequest) -> HttpResponse:
    """Shows everything that the athlete told tracekit, with its undo."""
    return render(request, "matching/corrections.html", {"page": corrections_page(request.GET.get("page", ""))})
