"""Asks for confirmation before something is deleted: in a dialog, or without a script on a page."""

from django.http import HttpResponse
from django.shortcuts import render

from accounts.http import SignedInRequest


def confirm(
    request: SignedInRequest, question: str, text: str, *, button: str, cancel_url: str, is_in_list: bool = False
) -> HttpResponse:
    """Shows the question; its button sends a POST to the present address.

    A dialog that `is_in_list` updates the list of files behind it instead of leaving the page.
    """
    context = {
        "question": question,
        "text": text,
        "button": button,
        "cancel_url": cancel_url,
        "action": request.get_full_path(),
        "is_in_list": is_in_list,
    }
    return render(request, "confirmation/dialog.html" if request.htmx else "confirmation/page.html", context)
