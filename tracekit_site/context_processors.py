"""Provides the context that the layout of every page needs."""

from collections.abc import Callable
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from accounts.sign_up import can_keep_demo, takes_sign_ups
from providers.web.page_state import PageState, load_page_state
from tracekit_site.demo.start import is_demo_offered


def layout(request: HttpRequest) -> dict[str, Any]:
    """Returns the context of every page; `layout` runs its query once, when a template first uses it.

    A view that has read the state before has left it on the request.
    """
    is_signed_in = hasattr(request, "user") and request.user.is_authenticated
    state: PageState | None = getattr(request, "page_state", None)
    load: Callable[[], PageState] = cache(load_page_state) if is_signed_in else PageState
    match = request.resolver_match  # an address that does not exist has none
    return {
        "url_name": match.url_name or "" if match else "",
        "signup_open": takes_sign_ups(),
        "can_keep_demo": can_keep_demo(),
        "demo_offered": is_demo_offered(),
        "source_url": settings.SOURCE_URL,
        "layout": state or load,
    }
