"""Answers the review of a month, and that of all months."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest
from activities.calendar import Month
from matching.web.pages.pagination import page_number
from matching.web.pages.review import review_all_page, review_page
from matching.web.views.time_dependence import RECENT_WRITE_BACKS
from providers.web.revalidation import revalidated


@require_safe
@login_required
@revalidated(RECENT_WRITE_BACKS)
def review(request: SignedInRequest, year: int, month_number: int) -> HttpResponse:
    """Shows what differs in a month, with a line for each proposal; showing it writes nothing."""
    return render(request, "matching/review.html", {"page": review_page(Month(year, month_number), request.user)})


@require_safe
@login_required
@revalidated(RECENT_WRITE_BACKS)
def review_all(request: SignedInRequest) -> HttpResponse:
    """Shows everything that can be reviewed, newest first; showing it writes nothing."""
    proposal_count = request.page_state.counts["proposals"] or 0
    page = review_all_page(page_number(request.GET), proposal_count, request.user)
    return render(request, "matching/review_all.html", {"page": page})
