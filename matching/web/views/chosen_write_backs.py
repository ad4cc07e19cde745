"""Answers the bar of the review, which writes several chosen changes with one click."""

from collections import Counter

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.http import SignedInRequest
from matching.services.proposals import parse_choice
from matching.services.request_write_back import WriteBackRefused, request_write_backs
from matching.web.pages.wording import format_count
from matching.web.views.next_page import redirect_to_next
from matching.web.views.refusals import find_earlier_request, refusal_message

MAX_CHOSEN = 200
"""One click writes at most so many changes; a page offers fewer."""

NOT_SUGGESTED = "no longer suggested."
NOTHING_CHOSEN = "No change was chosen, so nothing was written."


@require_POST
@login_required
def submit_chosen(request: SignedInRequest) -> HttpResponse:
    """Requests a write-back for each chosen change that is still proposed, and says which were refused and why.

    Leads back to the review, which shows all of them in place.
    """
    sent = request.POST.getlist("proposal")[:MAX_CHOSEN]
    choices = [choice for text in dict.fromkeys(sent) if (choice := parse_choice(text))]
    refusals = [
        result
        for choice, result in request_write_backs(choices).items()
        if isinstance(result, WriteBackRefused) and not find_earlier_request(choice)
    ]
    for text in _refusal_texts(refusals, len(choices)) if choices else [NOTHING_CHOSEN]:
        messages.error(request, text, "refused")
    return redirect_to_next(request, reverse("review_all"))


def _refusal_texts(refusals: list[WriteBackRefused], chosen: int) -> list[str]:
    """Returns a sentence for each reason: `2 of 3 chosen changes were not written: Strava needs reconnecting.`."""
    return [
        f"{count} of {format_count(chosen, 'chosen change')} {'was' if count == 1 else 'were'} not written: {reason}"
        for reason, count in Counter(refusal_message(refusal.proposal, NOT_SUGGESTED) for refusal in refusals).items()
    ]
