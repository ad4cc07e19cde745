"""Stores the faults between a proxy and the settings that requests show, and says what to do about them."""

import logging
import time
from datetime import timedelta

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from tracekit_site.models import ProxyFault, ProxyFaultKind
from tracekit_site.outages import outage_errors

log = logging.getLogger(__name__)

RECORD_INTERVAL = timedelta(minutes=1)
"""A kind of fault is stored and logged at most once in this time, over all processes."""
REPORTED_FOR = timedelta(days=1)
"""A fault is reported by the doctor and the operator's admin for this long after a request showed it."""

ADVICE = {
    ProxyFaultKind.UNTRUSTED_PROXY: (
        "Requests come through a proxy that tracekit was not told of: over HTTPS forms can be refused, and all visitors"
        " share one limit of sign-ins. If the proxy is yours, set TRUSTED_PROXY_COUNT='1', or how many there are."
    ),
    ProxyFaultKind.UNTRUSTED_ADDRESS: (
        "Requests come through a proxy with a public address, which tracekit does not believe: over HTTPS forms can be "
        "refused, and all visitors share one limit of sign-ins. If the proxy is yours, set TRUSTED_PROXIES to its "
        "address, as in TRUSTED_PROXIES='203.0.113.7'."
    ),
    ProxyFaultKind.UNKNOWN_SCHEME: (
        "The proxy does not say that browsers use HTTPS, so forms or pages are refused. Let it send X-Forwarded-Proto, "
        "set TRUSTED_PROXY_COUNT='1', and BASE_URL to the address that browsers show, as in 'https://nas.local'."
    ),
    ProxyFaultKind.OTHER_ADDRESS: (
        "A form was refused, because its page has another address than the request. If that is your own address, set "
        "BASE_URL to it as browsers show it, as in 'https://nas.local'."
    ),
    ProxyFaultKind.UNKNOWN_HOST: (
        "A request came under a host name that is not allowed. If it is yours, add it to ALLOWED_HOSTS; if it is not "
        "the one that browsers show, let the proxy pass on the Host header."
    ),
}

_next_at: dict[str, float] = {}
"""Here this process notes until when it neither stores nor logs something again."""


def record_proxy_fault(kind: ProxyFaultKind, log_line: str = "") -> None:
    """Stores a fault of this kind and logs the line, if there is one; each happens at most once a minute."""
    if _is_due(f"{kind} {bool(log_line)}") and _store_fault(kind, is_logged=bool(log_line)) and log_line:
        log.warning(log_line)


def log_refusal(log_line: str) -> None:
    """Logs a refusal that no setting causes; each line at most once a minute in this process."""
    if _is_due(log_line):
        log.warning(log_line)


def reported_faults() -> list[str]:
    """Returns what to do about each fault that requests have shown within a day; one query."""
    rows = ProxyFault.objects.filter(seen_at__gt=timezone.now() - REPORTED_FOR).order_by("kind")
    kinds = [ProxyFaultKind(kind) for kind in rows.values_list("kind", flat=True)]
    if settings.ALLAUTH_TRUSTED_PROXY_COUNT:
        kinds = [kind for kind in kinds if kind != ProxyFaultKind.UNTRUSTED_PROXY]
    return [ADVICE[kind] for kind in kinds]


def delete_proxy_faults() -> None:
    """Deletes what was recorded before a release, because settings may have changed with it."""
    ProxyFault.objects.all().delete()


def _is_due(name: str) -> bool:
    """Returns whether this process did nothing under this name for a minute; then the next minute starts."""
    now = time.monotonic()
    if now < _next_at.get(name, now):
        return False
    _next_at[name] = now + RECORD_INTERVAL.total_seconds()
    return True


def _store_fault(kind: ProxyFaultKind, *, is_logged: bool) -> bool:
    """Stores the fault; returns False when another process has stored, or logged, it within the minute."""
    now = timezone.now()
    column = "logged_at" if is_logged else "seen_at"
    is_due = Q(**{f"{column}__isnull": True}) | Q(**{f"{column}__lte": now - RECORD_INTERVAL})
    try:
        ProxyFault.objects.get_or_create(kind=kind, defaults={"seen_at": now})
        return bool(ProxyFault.objects.filter(is_due, kind=kind).update(**{"seen_at": now, column: now}))
    except outage_errors():
        return True  # the line in the log is then all there is
