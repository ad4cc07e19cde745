"""Calls a platform on behalf of an athlete: with fresh tokens, within the rate limit, recording the outcome."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from django.db import transaction
from django.utils import timezone

from accounts.jobs.kinds import platform_kinds
from accounts.jobs.models import Job
from accounts.services.notifications import delete_notifications, notify_owner
from providers.call_budget import shortest_window
from providers.contract import Platform
from providers.credentials import Grant, Registration, Tokens
from providers.errors import CallPostponed, ProviderError, ProviderUnavailable, ReconnectNeeded, TemporaryFailure
from providers.http import collect_usage
from providers.models import CallCount, Connection
from providers.notifications import RECONNECT
from providers.services.call_counts import count_outcome
from providers.services.circuit_breaker import check_breaker, record_failure, record_refusal, record_success
from providers.services.rate_limit_windows import count_call, record_usage
from providers.services.record_use import record_use
from providers.services.tokens import fresh_tokens
from providers.services.window_share import add_to_share

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")


def call_provider(
    connection: Connection,
    method: Callable[Concatenate[Registration, Grant, Parameters], Result],
    *args: Parameters.args,
    **kwargs: Parameters.kwargs,
) -> Result:
    """Returns what a method of a platform or a writer returns, called with the connection's registration and grant.

    Tokens that the platform rejects are refreshed once. A used-up rate limit and an outage apply to all connections of
    the same registration, or in the sandbox to this one: then CallPostponed is raised, and no call is made. Every
    ProviderError is saved on the connection before it is raised.
    """
    try:
        result = _call_with_fresh_tokens(connection, lambda *access: method(*access, *args, **kwargs))
    except ProviderError as error:
        raise _note_failure(connection, error) from None
    _note_success(connection)
    return result


def _bound(
    method: Callable[Concatenate[Platform, Registration, Grant, Parameters], Result],
) -> Callable[Concatenate["ConnectedPlatform", Parameters], Result]:
    """Returns a method of `Platform` as a method of a connected platform, without registration and grant."""

    @wraps(method)
    def call(client: "ConnectedPlatform", /, *args: Parameters.args, **kwargs: Parameters.kwargs) -> Result:
        def call_method(registration: Registration, grant: Grant) -> Result:
            platform_method = getattr(client.connection.platform, method.__name__)
            return platform_method(registration, grant, *args, **kwargs)

        return call_provider(client.connection, call_method)

    return call


class ConnectedPlatform:
    """A connected platform is the client of one connection: each method does what `call_provider` does."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    gear = _bound(Platform.gear)
    gear_name = _bound(Platform.gear_name)
    count_activities = _bound(Platform.count_activities)
    page = _bound(Platform.page)
    changes = _bound(Platform.changes)
    activity = _bound(Platform.activity)
    download = _bound(Platform.download)


def platform_for(connection: Connection) -> ConnectedPlatform:
    """Returns the client that calls the connection's platform on behalf of the athlete."""
    return ConnectedPlatform(connection)


def _call_with_fresh_tokens(connection: Connection, call: Callable[[Registration, Grant], Result]) -> Result:
    registration = connection.registration
    if registration.is_sandbox:
        _check_own_limit(connection)
    else:
        check_breaker(registration.name)
    with _counted_call(connection, registration):
        tokens = fresh_tokens(connection)
        record_use(connection)
        try:
            return _call(connection, call, tokens)
        except ReconnectNeeded:
            pass
    with _counted_call(connection, registration):
        tokens = fresh_tokens(connection, rejected=tokens)
        record_use(connection)
        return _call(connection, call, tokens)


def _call(connection: Connection, call: Callable[[Registration, Grant], Result], tokens: Tokens) -> Result:
    """Makes one call, and counts its outcome for the operator."""
    grant = Grant(tokens, connection.athlete_id, frozenset(connection.granted_scopes.split()))
    try:
        result = call(connection.registration, grant)
    except ProviderError as error:
        count_outcome(connection, error.code)
        raise
    count_outcome(connection, CallCount.OK)
    return result


@contextmanager
def _counted_call(connection: Connection, registration: Registration) -> Iterator[None]:
    """Counts the call that is made inside the block, and learns what its response says of the limits.

    Raises CallPostponed before the block when the call has no room now. In the sandbox nothing is counted.
    """
    if registration.is_sandbox:
        yield
        return
    windows = count_call(registration.name, connection.platform)
    if windows:
        add_to_share(connection, shortest_window(windows))
    called_at = timezone.now()
    with collect_usage() as usage:
        try:
            yield
        finally:
            record_usage(registration.name, windows, usage, called_at)


def _check_own_limit(connection: Connection) -> None:
    """Raises CallPostponed while an athlete of the sandbox has used up the limit of their own."""
    until = connection.waiting_until
    seconds = (until - datetime.now(UTC)).total_seconds() if until else 0.0
    if seconds > 0:
        raise CallPostponed("limit", seconds)


def _note_failure(connection: Connection, error: ProviderError) -> ProviderError:
    """Saves the failure; returns the error to raise."""
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


def _note_success(connection: Connection) -> None:
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
