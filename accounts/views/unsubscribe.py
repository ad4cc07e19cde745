"""Answers the link in each notification mail that turns them off."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.allauth_internals import with_rate_limit
from accounts.services.unsubscribe import InvalidUnsubscribeLink, find_subscriber, unsubscribe

ONE_CLICK = ("List-Unsubscribe", "One-Click")
"""A mail program sends this field and its value when its reader clicks (RFC 8058, 3.1), and so does our button."""


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def _unsubscribe_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """Shows a button, and turns the mails off when it is pressed or a mail program sends the same form.

    Neither has a session, so the token alone is the permission. A redirect would break the one click (RFC 8058, 3.2).
    """
    try:
        account = find_subscriber(token)
    except InvalidUnsubscribeLink:
        return render(request, "accounts/invalid_unsubscribe_link.html", status=404)
    name, value = ONE_CLICK
    is_confirmed = request.POST.get(name) == value  # whatever else a request of another method carries
    if is_confirmed:
        unsubscribe(account)
    return render(request, "accounts/unsubscribe.html", {"is_done": is_confirmed})


unsubscribe_by_link = csrf_exempt(with_rate_limit(app="allauth.account", action="unsubscribe")(_unsubscribe_by_link))
