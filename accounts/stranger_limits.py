"""Limits the forms that strangers send: browsers that are not signed in, whatever their address, and demos."""

from collections.abc import Callable
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.core.ratelimit import respond_429
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse

from accounts.allauth_internals import consume_rate
from accounts.known_browser import known_cookies
from accounts.models import Account
from accounts.networks import client_networks

GetResponse = Callable[[HttpRequest], HttpResponse]

RATES = {
    "demo": "30/m/key,600/d/key",
    "known_browser": "30/m/key",
    "account_of_browser": "120/m/key",
    "network": "120/m/key",
    "wide_network": "300/m/key",
    "install": "1200/m/key",
}
"""Maps what is counted to the number of forms in a time. No flood has more entries in the cache than these allow."""

UNLIMITED_VIEWS = ("one_time_link", "webhook")
"""A one-time link is 256 bits long, and lets its owner in when nothing else does. A platform sends many events."""


def limit_strangers(get_response: GetResponse) -> GetResponse:
    """Answers 429 to a stranger whose network, or the whole install, has sent too many forms.

    A browser that has signed in before is counted by itself, so that strangers cannot shut it out, and with its
    account, so that signing in again and again makes no more room.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    middleware.process_view = _refuse_flood  # type: ignore[attr-defined]
    return middleware


def _refuse_flood(request: HttpRequest, *_: Any) -> HttpResponse | None:
    match = request.resolver_match
    is_limited = request.method == "POST" and match is not None and match.url_name not in UNLIMITED_VIEWS
    return respond_429(request) if is_limited and _is_stranger(request.user) and not _consume(request) else None


def _is_stranger(user: Account | AnonymousUser) -> bool:
    return not isinstance(user, Account) or user.demo_until is not None


def _consume(request: HttpRequest) -> bool:
    """Counts the form; returns whether it is within the limits."""
    return all(
        consume_rate(request, app="tracekit.strangers", action=action, config=RATES, key=key)
        for action, key in _limited_by(request)
    )


def _limited_by(request: HttpRequest) -> list[tuple[str, str]]:
    """Returns what the form is counted as, the narrowest first: one refused there fills no wider limit."""
    if isinstance(request.user, Account):
        return [("demo", str(request.user.pk))]
    known = next(known_cookies(request), None)
    if known:
        return [("known_browser", known.browser_id), ("account_of_browser", known.account_id)]
    networks = client_networks(get_adapter().get_client_address(request))
    wide = [("wide_network", networks.wide)] if networks.wide != networks.own else []
    return [("network", networks.own), *wide, ("install", "all")]
