"""Saves what the outcome of a call says of a connection, and of the registration that it shares."""

from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from accounts.jobs.kinds import platform_kinds
from accounts.jobs.models import Job
from accounts.services.notifications import delete_notifications, notify_owner
from providers.errors import CallPostponed, ProviderError, ProviderUnavailable, ReconnectNeeded, TemporaryFailure
from providers.models import Connection
from providers.notifications import RECONNECT
from providers.services.circuit_breaker import record_failure, record_refusal, record_success


def note_failure(connection: Connection, error: ProviderError) -> ProviderError:
    """Saves what a failed call means for the connection, and for its registration; returns the error to raise."""
    error = _note_for_registration(connection, error)
    if isinstance(error, ReconnectNeeded):
        with transaction.atomic():
            if _update(connection, state=Connection.State.RECONNECT):
                notify_owner(RECONNECT, connection.provider)
    elif isinstance(error, ProviderUnavailable):
        _update(connection, state=Connection.State.UNAVAILABLE, last_error=error.code)
    elif isinstance(error, TemporaryFailure):
        _update(connection, last_error=error.code, waiting_until=_retry_at(error))
    return error


def _note_for_registration(connection: Connection, error: ProviderError) -> ProviderError:
    """Saves what a failure means for all connections of the registration; returns the error to raise.

    While the breaker is open, that is a failure which is waited for: no connection is at fault.
    """
    registration = connection.known_registration
    if registration is None or registration.is_sandbox or isinstance(error, CallPostponed):
        return error
    retry_at = _retry_at(error) if isinstance(error, TemporaryFailure) else None
    if retry_at is not None:
        record_refusal(registration.name, retry_at)
        return error
    return record_failure(connection, error) or error


def _retry_at(failure: TemporaryFailure) -> datetime | None:
    if failure.retry_after is None:
        return None
    return datetime.now(UTC) + timedelta(seconds=max(1.0, failure.retry_after))


def note_success(connection: Connection) -> None:
    """Saves on the connection and its registration that the platform has answered."""
    if not connection.registration.is_sandbox:
        record_success(connection.registration_name)
    healthy: dict[str, object] = {"state": Connection.State.CONNECTED, "last_error": "", "waiting_until": None}
    if _has_waiting_job(connection):
        del healthy["waiting_until"]
    if any(getattr(connection, name) != value for name, value in healthy.items()):
        _update(connection, **healthy)
        delete_notifications(connection.provider, RECONNECT)


def _has_waiting_job(connection: Connection) -> bool:
    """Returns whether a job in a lane below still waits for what the connection waits for; mostly without a query."""
    until = connection.waiting_until
    if until is None or until <= timezone.now():
        return False
    waiting = Job.objects.filter(provider=connection.provider, kind__in=platform_kinds(), state=Job.State.QUEUED)
    return waiting.filter(not_before__gte=until).exists()


def _update(connection: Connection, **values: object) -> bool:
    """Changes the object, and the row unless its tokens have changed since: the outcome says nothing of a new grant.

    Returns whether the row was changed.
    """
    rows = Connection.objects.filter(pk=connection.pk, tokens_version=connection.tokens_version)
    count = rows.update(**values)
    for name, value in values.items():
        setattr(connection, name, value)
    return count > 0
