"""Defines the request and response types that views share."""

from typing import Any

from django.http import HttpRequest, HttpResponseRedirect
from django_htmx.middleware import HtmxDetails

from accounts.models import Account


class SignedInRequest(HttpRequest):
    """A signed-in request is one behind `login_required`: its user is an account. Middleware sets `htmx`.

    `page_state` is what a view has read for the layout of its page.
    """

    user: Account
    htmx: HtmxDetails
    page_state: Any


class SeeOther(HttpResponseRedirect):
    """Redirects after a successful form (status 303)."""

    status_code = 303
