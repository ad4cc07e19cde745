"""Shows the journal of write-backs, and undoes several of the last ones after a question."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import SeeOther, SignedInRequest
from matching.models import WriteBack
from matching.services.request_write_back import request_undos
from matching.web.pages.journal import LAST_CLICK, UNDO_COUNTS, journal_page, undoable_entries
from matching.web.pages.pagination import page_number
from matching.web.pages.wording import format_count
from matching.web.views.time_dependence import RECENT_WRITE_BACKS
from matching.web.views.write_backs import NOTHING_TO_UNDO
from providers.web.revalidation import revalidated

CHOICES = {LAST_CLICK, *map(str, UNDO_COUNTS)}


@require_safe
@login_required
@revalidated(RECENT_WRITE_BACKS)
def journal(request: SignedInRequest) -> HttpResponse:
    """Shows what is under way, what waits for a decision, and how everything else ended."""
    return render(request, "matching/journal.html", {"page": journal_page(page_number(request.GET), request.user)})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def undo_last(request: SignedInRequest) -> HttpResponse:
    """Asks about the last changes by name, then requests the undo of exactly those that the question has named."""
    if request.method == "POST":
        return _undo(request, _ids(request))
    last = request.GET.get("last", "")
    if last not in CHOICES:
        raise Http404
    entries = undoable_entries(last, request.user)
    if not entries:
        messages.warning(request, NOTHING_TO_UNDO)
        return SeeOther(reverse("write_backs"))
    template = "matching/undo_last_dialog.html" if request.htmx else "matching/undo_last_page.html"
    count = format_count(len(entries), "change")
    return render(request, template, {"entries": entries, "count": count})


def _undo(request: SignedInRequest, ids: list[UUID]) -> HttpResponse:
    """Requests the undos and leads to the journal, which shows them under way; says how many were refused."""
    requested = request_undos(WriteBack.objects.filter(pk__in=ids).order_by("-clicked_at", "-pk"))
    if refused := len(ids) - len(requested):
        messages.error(request, f"{format_count(refused, 'change')} can no longer be undone.", "refused")
    return SeeOther(reverse("write_backs"))


def _ids(request: SignedInRequest) -> list[UUID]:
    """Returns the write-backs that the question has named. Raises Http404 for what is no id."""
    try:
        return list(dict.fromkeys(map(UUID, request.POST.getlist("write_back"))))
    except ValueError:
        raise Http404 from None
