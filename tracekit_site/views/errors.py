"""Answers errors that occur before or outside a view."""

import logging
import secrets
import sys

from django.conf import settings
from django.core.exceptions import DisallowedHost, RequestDataTooBig, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from tracekit_site.outages import outage_errors
from tracekit_site.proxy_refusals import UNKNOWN_HOST, Refusal, form_refusal
from tracekit_site.services.proxy_faults import log_refusal, record_proxy_fault
from tracekit_site.telemetry.requests import request_fields

log = logging.getLogger(__name__)

RETRY_AFTER_S = "60"
PAGE_WAS_OLD = (
    "This page was open for too long. To be safe, nothing was changed. Go back, reload the page and try again."
)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Says why a form was refused, and that nothing was done; a script that asks for JSON gets the sentence alone."""
    refusal = form_refusal(request, reason)
    if refusal:
        _record_refusal(refusal)
    message = refusal.message if refusal else PAGE_WAS_OLD
    if request.headers.get("Accept") == "application/json":
        return JsonResponse({"problem": message}, status=403)
    return render(request, "403.html", {"refusal_message": message}, status=403)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Says that the host name is not ours, or the request malformed or too large; it was not processed."""
    if isinstance(exception, DisallowedHost):
        _record_refusal(UNKNOWN_HOST)
        host = "" if settings.HOSTED else request.META.get("HTTP_HOST", "")
        context = {"refusal_message": UNKNOWN_HOST.message, "host": host}
        return HttpResponse(render_to_string("400.html", context), status=400)
    is_too_large = isinstance(exception, RequestDataTooBig | TooManyFilesSent)
    status = 413 if is_too_large else 400
    return HttpResponse(render_to_string(f"{status}.html"), status=status)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Says that the account is not allowed to do this."""
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Says that there is no such page; another account's page gets the same answer."""
    return render(request, "404.html", status=404)


def rate_limited(request: HttpRequest, wait_s: int | None = None, *, may_repeat: bool = False) -> HttpResponse:
    """Says that a rate limit is exceeded, for how long if that is known, and that nothing was done.

    With `may_repeat` our scripts send the same request again when the time is over.
    """
    if request.headers.get("Accept") == "application/json":
        response: HttpResponse = JsonResponse({}, status=429)
    else:
        context = {"mail": settings.MAIL, "wait": wait_s and describe_wait(wait_s)}
        response = render(request, "429.html", context, status=429)
    response.headers["Retry-After"] = RETRY_AFTER_S if wait_s is None else str(wait_s)
    if may_repeat:
        response.headers["X-May-Repeat"] = "true"
    return response


def describe_wait(seconds: int) -> str:
    """Returns a wait in words, as in “1 second”, “90 seconds”, “12 minutes” and “5 hours”: rounded up."""
    for unit, unit_s in (("hour", 3600), ("minute", 60)):
        if seconds > 2 * unit_s:
            return f"{-(-seconds // unit_s)} {unit}s"
    return f"{seconds} second{'s' if seconds != 1 else ''}"


def server_error(request: HttpRequest) -> HttpResponse:
    """Says that something failed, with a code that the log has beside the traceback, and without details.

    An unreachable database or Redis gives 503, because a later request may succeed.
    """
    error = sys.exc_info()[1]
    if isinstance(error, outage_errors()):
        extra = request_fields(request, 503)
        log.error("at %s: %s", _route_of(request), type(error).__name__, exc_info=error, extra=extra)
        return HttpResponse(render_to_string("503.html"), status=503, headers={"Retry-After": RETRY_AFTER_S})
    code = secrets.token_hex(4)
    extra = request_fields(request, 500) | {"error_code": code}
    log.error("our mistake, code %s, at %s", code, _route_of(request), exc_info=error, extra=extra)
    return HttpResponse(render_to_string("500.html", {"code": code}), status=500)


def _record_refusal(refusal: Refusal) -> None:
    if refusal.fault:
        record_proxy_fault(refusal.fault, refusal.log_line)
    else:
        log_refusal(refusal.log_line)


def _route_of(request: HttpRequest) -> str:
    """Returns the pattern of the address, because the address itself can hold a token."""
    return request.resolver_match.route if request.resolver_match else "no page"
