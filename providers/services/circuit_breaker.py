"""Stops the calls of a registration while its platform does not work, and lets one through in a while to find out.

A breaker opens when the calls of two connections in a row have failed without an answer that can be used, and when the
platform says that it has turned off this install. A success closes it. The breaker is one row, so that all workers
know the same.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac

from providers.errors import CallPostponed, ProviderError, ProviderUnavailable, TemporaryFailure
from providers.models import CircuitBreaker, Connection

OUTAGE_CODES = frozenset({"timeout", "no_answer", "status", "garbled"})
"""A platform that works does not fail with these codes, whatever is asked."""

IN_A_ROW_WITHIN = timedelta(minutes=2)
"""The failures of two connections open the breaker when they are this close to each other."""

FIRST_PROBE_AFTER, LAST_PROBE_AFTER = timedelta(seconds=30), timedelta(minutes=10)
"""During an outage, the next probe comes after as long as the breaker has been open, within these limits."""

INACTIVE_PROBE_EVERY = timedelta(minutes=15)
"""While the platform has turned off this install, one call in this time finds out whether it still is."""

CLOSED = {"opened_at": None, "cause": "", "probe_at": None, "failing_key": "", "failed_at": None}


def check_breaker(registration_name: str) -> None:
    """Raises CallPostponed while no call may be made: one query.

    When a probe is due, the call of one caller is that probe, and the others wait for the next one.
    """
    now = timezone.now()
    breaker = CircuitBreaker.objects.filter(registration_name=registration_name).first()
    if breaker is None:
        return
    if breaker.full_until is not None and breaker.full_until > now:
        raise CallPostponed("limit", (breaker.full_until - now).total_seconds())
    if breaker.opened_at is None or _take_probe(breaker, now):
        return
    raise CallPostponed(breaker.cause, _seconds_to_probe(breaker, now))


def record_success(registration_name: str) -> None:
    """Closes the breaker, and forgets a failure before it: one statement, which rarely changes anything."""
    breakers = CircuitBreaker.objects.filter(registration_name=registration_name)
    breakers.filter(Q(opened_at__isnull=False) | ~Q(failing_key="")).update(**CLOSED)


def record_failure(connection: Connection, error: ProviderError) -> TemporaryFailure | None:
    """Adds a failed call of the connection; returns the failure that lasts while the breaker is open, or None.

    Failures that concern only the athlete or the request change nothing.
    """
    is_inactive = isinstance(error, ProviderUnavailable)
    if not is_inactive and not (isinstance(error, TemporaryFailure) and error.code in OUTAGE_CODES):
        return None
    now = timezone.now()
    with transaction.atomic():
        breaker = _lock(connection.registration_name)
        if is_inactive:
            is_client = error.code == CircuitBreaker.Cause.CLIENT
            cause = CircuitBreaker.Cause.CLIENT if is_client else CircuitBreaker.Cause.INACTIVE
            _open(breaker, cause, breaker.opened_at or now)
        elif breaker.opened_at is None:
            _note_failing(breaker, connection, now)
        if breaker.opened_at is not None:
            breaker.probe_at = _next_probe(breaker, now)
        breaker.save()
    return None if breaker.opened_at is None else TemporaryFailure(breaker.cause, _seconds_to_probe(breaker, now))


def record_refusal(registration_name: str, full_until: datetime) -> None:
    """Stops all calls of the registration until the platform's limit allows calls again."""
    CircuitBreaker.objects.update_or_create(registration_name=registration_name, defaults={"full_until": full_until})


def _lock(registration_name: str) -> CircuitBreaker:
    CircuitBreaker.objects.get_or_create(registration_name=registration_name)
    return CircuitBreaker.objects.select_for_update(no_key=True).get(registration_name=registration_name)


def _note_failing(breaker: CircuitBreaker, connection: Connection, now: datetime) -> None:
    """Opens the breaker when another connection has failed just before; else remembers this one."""
    key = salted_hmac("providers.circuit_breaker", str(connection.pk), algorithm="sha256").hexdigest()
    first_at = breaker.failed_at
    is_recent = first_at is not None and first_at > now - IN_A_ROW_WITHIN
    if first_at is not None and is_recent and breaker.failing_key != key:
        _open(breaker, CircuitBreaker.Cause.OUTAGE, first_at)
    else:
        breaker.failing_key, breaker.failed_at = key, now


def _open(breaker: CircuitBreaker, cause: str, since: datetime) -> None:
    breaker.opened_at, breaker.cause = since, cause
    breaker.failing_key, breaker.failed_at = "", None


def _take_probe(breaker: CircuitBreaker, now: datetime) -> bool:
    """Returns whether this caller makes the probe that is due; nobody else does before the next one is."""
    due = CircuitBreaker.objects.filter(pk=breaker.pk, opened_at=breaker.opened_at, probe_at__lte=now)
    return bool(due.update(probe_at=_next_probe(breaker, now)))


def _next_probe(breaker: CircuitBreaker, now: datetime) -> datetime:
    if breaker.cause in CircuitBreaker.OF_OPERATOR:
        return now + INACTIVE_PROBE_EVERY
    open_for = now - (breaker.opened_at or now)
    return now + min(max(open_for, FIRST_PROBE_AFTER), LAST_PROBE_AFTER)


def _seconds_to_probe(breaker: CircuitBreaker, now: datetime) -> float:
    """Returns the seconds to the next probe; one that was just taken by somebody else is followed by another."""
    probe_at = breaker.probe_at if breaker.probe_at and breaker.probe_at > now else _next_probe(breaker, now)
    return (probe_at - now).total_seconds()
