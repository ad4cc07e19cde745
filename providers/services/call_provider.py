"""Calls a platform on behalf of an athlete: with fresh tokens, within the rate limit, recording the outcome."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from django.utils import timezone

from providers.call_budget import shortest_window
from providers.contract import Platform
from providers.credentials import Grant, Registration, Tokens
from providers.errors import CallPostponed, ProviderError, ReconnectNeeded
from providers.http import collect_usage
from providers.models import CallCount, Connection
from providers.services.call_counts import count_outcome
from providers.services.call_outcomes import note_failure, note_success
from providers.services.circuit_breaker import check_breaker
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
        raise note_failure(connection, error) from None
    note_success(connection)
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
