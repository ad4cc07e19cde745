"""Answers for what went wrong before or outside a page."""

import logging
import secrets
import sys

from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from tracekit_site.outages import outage_errors

log = logging.getLogger(__name__)

RETRY_AFTER_S = "60"


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's token is missing or old: nothing was done."""
    return render(request, "403.html", {"page_was_old": True}, status=403)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The request makes no sense, or is larger than anything we take. Nothing of it was looked at."""
    too_large = isinstance(exception, RequestDataTooBig | TooManyFilesSent)
    status = 413 if too_large else 400
    return HttpResponse(render_to_string(f"{status}.html"), status=status)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Signed in, and still not allowed."""
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """No page, or somebody else's: the answer is the same."""
    return render(request, "404.html", status=404)


def too_often(request: HttpRequest) -> HttpResponse:
    """A rate limit said no."""
    return render(request, "429.html", status=429)


def our_mistake(request: HttpRequest) -> HttpResponse:
    """Something broke. The page shows a code that stands in the log beside the traceback, and no detail.

    A database or a Redis that does not answer is 503: it comes back, and asking again helps.
    """
    problem = sys.exc_info()[1]
    if isinstance(problem, outage_errors()):
        log.error("at %s: %s", _where(request), type(problem).__name__, exc_info=problem)
        return HttpResponse(render_to_string("503.html"), status=503, headers={"Retry-After": RETRY_AFTER_S})
    code = secrets.token_hex(4)
    log.error("our mistake, code %s, at %s", code, _where(request), exc_info=problem)
    return HttpResponse(render_to_string("500.html", {"code": code}), status=500)


def _where(request: HttpRequest) -> str:
    """The address as our pattern writes it: what was sent in its place can be somebody's token."""
    return request.resolver_match.route if request.resolver_match else "no page"
