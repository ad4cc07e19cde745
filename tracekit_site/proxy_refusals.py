"""Says why a form or a host name was refused, and which setting or browser option lets it through.

Behind a proxy Django sees the proxy's request: its scheme, its Host header. The browser's own are known from the Origin
header and, where a proxy is trusted (TRUSTED_PROXY_COUNT), from X-Forwarded-Proto.
"""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.middleware.csrf import REASON_BAD_ORIGIN, REASON_BAD_REFERER, REASON_NO_CSRF_COOKIE, REASON_NO_REFERER

from tracekit_site.models import ProxyFaultKind

NOTHING_DONE = "To be safe, nothing was changed."
FORWARDING_HEADERS = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_HOST", "HTTP_FORWARDED")
"""Proxies add these headers to what they pass on."""
UNBELIEVED = "tracekit.unbelieved"
"""A request has this key where such headers came from an address that is not trusted, and were not believed."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Says why something was refused; what the visitor can do; and what the operator can, if settings are the cause."""

    cause: str
    visitor_remedy: str
    operator_remedy: str = ""
    fault: ProxyFaultKind | None = None

    @property
    def message(self) -> str:
        """Returns the text of the page; a hosted install shows strangers no settings."""
        is_operator_near = self.operator_remedy and not settings.HOSTED
        return f"{self.cause} {self.operator_remedy if is_operator_near else self.visitor_remedy}"

    @property
    def log_line(self) -> str:
        """Returns the line of the log, which holds no value of the request."""
        return f"{self.cause} {self.operator_remedy or self.visitor_remedy}"


RETRY = "Reload the page and try again."
UNTRUSTED_PROXY = Refusal(
    "A proxy passed this form on and said that the browser uses HTTPS, but tracekit was not told to believe a proxy. "
    + NOTHING_DONE,
    RETRY,
    "Set TRUSTED_PROXY_COUNT='1', and start tracekit again.",
    ProxyFaultKind.UNTRUSTED_PROXY,
)
UNTRUSTED_ADDRESS = Refusal(
    "A proxy with a public address passed this form on, and tracekit was not told to believe it. " + NOTHING_DONE,
    RETRY,
    "Set TRUSTED_PROXIES to the address of the proxy, as in TRUSTED_PROXIES='203.0.113.7', and start tracekit again.",
    ProxyFaultKind.UNTRUSTED_ADDRESS,
)
UNKNOWN_SCHEME = Refusal(
    f"The browser uses HTTPS, but the proxy in front of tracekit did not say so. {NOTHING_DONE}",
    RETRY,
    "Set BASE_URL to the address that the browser shows, as in BASE_URL='https://nas.local'; let the proxy send the "
    "header X-Forwarded-Proto, and set TRUSTED_PROXY_COUNT='1'. Then start tracekit again.",
    ProxyFaultKind.UNKNOWN_SCHEME,
)
OTHER_ADDRESS = Refusal(
    f"This form came from a page at a different address than the one tracekit was reached at. {NOTHING_DONE}",
    "Open tracekit at its own address and try again.",
    "If a proxy stands between, set BASE_URL to the address that the browser shows, as in BASE_URL='https://nas.local',"
    " and start tracekit again. If the form was on another site, it was right to refuse it.",
    ProxyFaultKind.OTHER_ADDRESS,
)
HIDDEN_ADDRESS = Refusal(
    f"The browser did not say which page this form came from. {NOTHING_DONE}",
    "A browser extension can hide that, and so can a proxy that sets Referrer-Policy to no-referrer. Allow it "
    "for this address, reload the page and try again.",
)
MISSING_COOKIE = Refusal(
    f"The browser sent no cookie with this form, so tracekit could not tell that the form is its own. {NOTHING_DONE}",
    "Allow cookies for this address, reload the page and try again.",
)
UNKNOWN_HOST = Refusal(
    "tracekit was reached at a host name that it does not serve. Nothing was changed.",
    "Use the address you were given.",
    "If the name is yours, add it to ALLOWED_HOSTS, as in ALLOWED_HOSTS='nas.local,localhost', and start tracekit "
    "again. If it is not the one that the browser shows, let the proxy pass on the browser's Host header.",
    ProxyFaultKind.UNKNOWN_HOST,
)


def form_refusal(request: HttpRequest, reason: str) -> Refusal | None:
    """Returns why Django refused a form for the reason that it gives; None when the form's token is missing or old."""
    if reason == REASON_NO_CSRF_COOKIE:
        return MISSING_COOKIE
    if reason == REASON_NO_REFERER or request.META.get("HTTP_ORIGIN") == "null":
        return HIDDEN_ADDRESS
    if reason.startswith(REASON_BAD_REFERER.partition("%")[0]) and "HTTP_ORIGIN" not in request.META:
        return OTHER_ADDRESS
    if reason.startswith(REASON_BAD_ORIGIN.partition("%")[0]):
        return _origin_refusal(request)
    return None


def is_forwarded(request: HttpRequest) -> bool:
    """Returns whether a proxy, or somebody who pretends to be one, passed the request on."""
    return any(name in request.META for name in FORWARDING_HEADERS)


def _origin_refusal(request: HttpRequest) -> Refusal:
    """Returns why the address in the Origin header is not the one that the request came under.

    With the same host name it is the scheme that differs, and the proxy's word for it was then not believed.
    """
    if request.META["HTTP_ORIGIN"] != f"https://{request.get_host()}":
        return OTHER_ADDRESS
    if UNBELIEVED in request.META:
        return UNTRUSTED_ADDRESS
    proxy_scheme = request.META.get("HTTP_X_FORWARDED_PROTO", "").partition(",")[0].strip()
    return UNTRUSTED_PROXY if proxy_scheme == "https" else UNKNOWN_SCHEME
