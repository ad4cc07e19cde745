"""Logs each request in one line, by its route and not by its address."""

import logging
import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from tracekit_site.telemetry.fields import Fields

log = logging.getLogger("tracekit.requests")


def log_requests(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Logs method, route, status and duration of each request; the duration ends before a streamed body is sent."""

    def middleware(request: HttpRequest) -> HttpResponse:
        started_at = time.monotonic()
        response = get_response(request)
        duration_ms = round((time.monotonic() - started_at) * 1000)
        log.info("request", extra=request_fields(request, response.status_code) | {"duration_ms": duration_ms})
        return response

    return middleware


def request_fields(request: HttpRequest, status: int) -> Fields:
    """Returns the fields of a request; one that was answered before an address was looked up has no route."""
    fields: Fields = {"method": request.method or "", "status": status}
    return fields | ({"route": request.resolver_match.view_name} if request.resolver_match else {})
