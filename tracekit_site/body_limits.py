"""Refuses a body by the head of its request: of unknown length, larger than its address takes, or from a stranger."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.auth.views import redirect_to_login
from django.contrib.sessions.middleware import SessionMiddleware
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django_htmx.middleware import HtmxDetails

from accounts.middleware import lead_page_to_sign_in
from activities.parsers.limits import MAX_UPLOAD_SIZE
from tracekit_site.middleware import believe_trusted_proxies, strip_path_prefix
from tracekit_site.web_server.limits import Limits

GetResponse = Callable[[HttpRequest], HttpResponse]

NO_LENGTH = (
    "This request has no Content-Length header, so nothing was saved. If you use a proxy, let it pass the header on.\n"
)
STRANGERS_SIZE = Limits().checked_size
"""A larger body is read only for somebody who is signed in."""


def limit_body_size(get_response: GetResponse) -> GetResponse:
    """Refuses a body that its address does not accept, before reading any of it.

    Only the pages for files and exports accept more than a form, so that a stranger cannot fill the disk through the
    sign-in page.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        return _refuse_body(request) or get_response(request)

    return middleware


def accepts_body(environ: dict[str, Any]) -> bool:
    """Returns whether the body of a WSGI request, of which only the head is known, would be read."""
    accepted = HttpResponse()
    check = believe_trusted_proxies(strip_path_prefix(limit_body_size(lambda _: accepted)))
    return check(WSGIRequest(environ)) is accepted


def _refuse_body(request: HttpRequest) -> HttpResponse | None:
    if "Transfer-Encoding" in request.headers:
        return HttpResponse(NO_LENGTH, "text/plain; charset=utf-8", 411)
    length = content_length(request)
    if length > _max_body_size(request.path):
        return HttpResponse(render_to_string("413.html"), status=413)
    if length > STRANGERS_SIZE and not _is_signed_in(request):
        return _lead_to_sign_in(request)
    return None


def _lead_to_sign_in(request: HttpRequest) -> HttpResponse:
    """Leads to sign in as the pages do, although their middleware comes later."""
    request.htmx = HtmxDetails(request)  # type: ignore[attr-defined]
    return lead_page_to_sign_in(lambda _: redirect_to_login(request.get_full_path()))(request)


def _is_signed_in(request: HttpRequest) -> bool:
    """Returns whether the request has the session of an account; the pages look for it again."""
    SessionMiddleware(lambda _: HttpResponse()).process_request(request)
    return get_user(request).is_authenticated


def _max_body_size(address: str) -> int:
    """Returns how many bytes an address accepts."""
    is_upload = address in (reverse("files"), reverse("import_export"))
    return MAX_UPLOAD_SIZE if is_upload else settings.DATA_UPLOAD_MAX_MEMORY_SIZE or MAX_UPLOAD_SIZE


def content_length(request: HttpRequest) -> int:
    """Returns the stated length in bytes; 0 when it is not a number, as in Django."""
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0
