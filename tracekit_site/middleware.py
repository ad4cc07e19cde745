"""What every answer carries, and what is answered before a page is asked."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.loader import render_to_string
from django.urls import reverse

from activities.parsers.limits import MAX_UPLOAD_SIZE
from tracekit_site.views import health

Answer = Callable[[HttpRequest], HttpResponse]

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)

# What browsers can do that no page of ours needs, by the names of the Permissions Policy registry
# (github.com/w3c/webappsec-permissions-policy, features.md), as far as Chromium knows them.
DENIED = (
    *("accelerometer", "autoplay", "browsing-topics", "camera", "clipboard-read", "clipboard-write"),
    *("compute-pressure", "display-capture", "encrypted-media", "fullscreen", "gamepad", "geolocation", "gyroscope"),
    *("hid", "identity-credentials-get", "idle-detection", "keyboard-map", "local-fonts", "magnetometer"),
    *("microphone", "midi", "otp-credentials", "payment", "picture-in-picture", "screen-wake-lock", "serial"),
    *("storage-access", "sync-xhr", "usb", "window-management", "xr-spatial-tracking"),
)
PASSKEYS = ("publickey-credentials-create", "publickey-credentials-get")
PERMISSIONS = ", ".join((*(f"{name}=()" for name in DENIED), *(f"{name}=(self)" for name in PASSKEYS)))

HEADERS = {
    "Content-Security-Policy": POLICY,
    "Permissions-Policy": PERMISSIONS,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": settings.X_FRAME_OPTIONS,
    "Referrer-Policy": settings.SECURE_REFERRER_POLICY,
    "Cross-Origin-Opener-Policy": settings.SECURE_CROSS_ORIGIN_OPENER_POLICY,
}


def headers(get_response: Answer) -> Answer:
    """Puts the headers on every answer, unless a page has set a narrower one.

    Stands outermost: what Django's own middleware answers by itself (a way on to HTTPS, a name that is not ours, a
    static file, a crash) passes here too.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    return answer


def answer_health(get_response: Answer) -> Answer:
    """Answers the health addresses under any name: who asks is a machine beside this one."""

    def answer(request: HttpRequest) -> HttpResponse:
        view = health.ADDRESSES.get(request.path_info, get_response)
        return view(request)

    return answer


def limit_body(get_response: Answer) -> Answer:
    """Refuses a body that is larger than its address takes, or of untold length, before anything of it is read.

    Only the files page takes more than a form; so a stranger cannot fill the disk through the sign-in page.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        if "Transfer-Encoding" in request.headers:
            return HttpResponse("Say with Content-Length how much you send.\n", "text/plain", 411)
        if _length(request) > _most(request.path_info):
            return HttpResponse(render_to_string("413.html"), status=413)
        return get_response(request)

    return answer


def _most(address: str) -> int:
    """In bytes."""
    return MAX_UPLOAD_SIZE if address == reverse("files") else settings.DATA_UPLOAD_MAX_MEMORY_SIZE or MAX_UPLOAD_SIZE


def _length(request: HttpRequest) -> int:
    """In bytes, as stated. What is no number is nothing for Django too."""
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


def say_not_allowed(get_response: Answer) -> Answer:
    """Gives the empty page words that somebody sees who goes by a link to where only a form leads."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if isinstance(response, HttpResponseNotAllowed):
            response.content = render_to_string("405.html")
        return response

    return answer
