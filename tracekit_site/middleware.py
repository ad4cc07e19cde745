"""Adds headers to every response, and answers some requests before they reach a view."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.loader import render_to_string

from tracekit_site.models import ProxyFaultKind
from tracekit_site.proxy_refusals import FORWARDING_HEADERS, UNBELIEVED, is_forwarded
from tracekit_site.services.proxy_faults import ADVICE, record_proxy_fault
from tracekit_site.trusted_proxies import is_trusted_proxy
from tracekit_site.views import health

GetResponse = Callable[[HttpRequest], HttpResponse]

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)

DENIED_FEATURES = (
    *("accelerometer", "autoplay", "browsing-topics", "camera", "clipboard-read", "clipboard-write"),
    *("compute-pressure", "display-capture", "encrypted-media", "fullscreen", "gamepad", "geolocation", "gyroscope"),
    *("hid", "identity-credentials-get", "idle-detection", "keyboard-map", "local-fonts", "magnetometer"),
    *("microphone", "midi", "otp-credentials", "payment", "picture-in-picture", "screen-wake-lock", "serial"),
    *("storage-access", "sync-xhr", "usb", "window-management", "xr-spatial-tracking"),
)
"""No page needs these browser features, which are named as in the Permissions Policy registry.

The registry is features.md in github.com/w3c/webappsec-permissions-policy; those that Chromium knows are listed.
"""

PASSKEY_FEATURES = ("publickey-credentials-create", "publickey-credentials-get")
PERMISSIONS = ", ".join((*(f"{name}=()" for name in DENIED_FEATURES), *(f"{name}=(self)" for name in PASSKEY_FEATURES)))

HEADERS = {
    "Content-Security-Policy": POLICY,
    "Permissions-Policy": PERMISSIONS,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": settings.X_FRAME_OPTIONS,
    "Referrer-Policy": settings.SECURE_REFERRER_POLICY,
    "Cross-Origin-Opener-Policy": settings.SECURE_CROSS_ORIGIN_OPENER_POLICY,
}


def add_security_headers(get_response: GetResponse) -> GetResponse:
    """Adds the headers to every response, unless a page has set a narrower one.

    It comes before all middleware that answers, so that responses of Django's own middleware (a redirect to HTTPS, an
    unknown host, a static file, a crash) get the headers too.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    return middleware


def strip_path_prefix(get_response: GetResponse) -> GetResponse:
    """Removes the path in BASE_URL from the address of a request, for proxies that pass it on.

    Other proxies remove it themselves. Django puts it before every address of ours either way (FORCE_SCRIPT_NAME).
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        prefix = settings.FORCE_SCRIPT_NAME
        if prefix and f"{request.path_info}/".startswith(f"{prefix}/"):
            request.path_info = request.path_info.removeprefix(prefix) or "/"
            request.path = prefix + request.path_info
        return get_response(request)

    return middleware


def believe_trusted_proxies(get_response: GetResponse) -> GetResponse:
    """Removes what a request says about its client and scheme unless a trusted proxy says it.

    Without TRUSTED_PROXY_COUNT nobody is believed, and nothing looks at these headers but the advice about proxies.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        is_expected = settings.ALLAUTH_TRUSTED_PROXY_COUNT and is_forwarded(request)
        if is_expected and not is_trusted_proxy(request.META.get("REMOTE_ADDR", "")):
            for name in FORWARDING_HEADERS:
                request.META.pop(name, None)
            request.META[UNBELIEVED] = True
            if request.path_info not in health.HEALTH_VIEWS:
                kind = ProxyFaultKind.UNTRUSTED_ADDRESS
                record_proxy_fault(kind, ADVICE[kind])
        return get_response(request)

    return middleware


def record_proxy_faults(get_response: GetResponse) -> GetResponse:
    """Stores a fault when a request comes through a proxy that tracekit was not told of, or that hides HTTPS."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if is_forwarded(request) and request.path_info not in health.HEALTH_VIEWS:
            if not settings.ALLAUTH_TRUSTED_PROXY_COUNT:
                record_proxy_fault(ProxyFaultKind.UNTRUSTED_PROXY)
            elif settings.SECURE_SSL_REDIRECT and "HTTP_X_FORWARDED_PROTO" not in request.META:
                record_proxy_fault(ProxyFaultKind.UNKNOWN_SCHEME, ADVICE[ProxyFaultKind.UNKNOWN_SCHEME])
        return get_response(request)

    return middleware


def answer_health(get_response: GetResponse) -> GetResponse:
    """Answers the health addresses under any host name, because load balancers and monitors call them."""

    def middleware(request: HttpRequest) -> HttpResponse:
        view = health.HEALTH_VIEWS.get(request.path_info, get_response)
        return view(request)

    return middleware


METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")


def refuse_other_methods(get_response: GetResponse) -> GetResponse:
    """Answers 405 to TRACE and to every method that HTTP does not define, because no address needs one."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request) if request.method in METHODS else HttpResponseNotAllowed(METHODS)

    return middleware


def explain_method_not_allowed(get_response: GetResponse) -> GetResponse:
    """Fills the empty response with which Django refuses a GET of an address that only accepts a form."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if isinstance(response, HttpResponseNotAllowed):
            response.content = render_to_string("405.html")
        return response

    return middleware
