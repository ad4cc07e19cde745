"""Calls a platform on behalf of an athlete: with fresh tokens, within the rate limit, recording the outcome."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from django.db import transaction
from django.db.models.functions import Now

from accounts.services.notifications import delete_notifications, notify_owner
from providers.contract import Platform
from providers.credentials import Registration, Tokens
from providers.errors import ProviderError, ProviderUnavailable, ReconnectNeeded, TemporaryFailure
from providers.models import Connection, RateLimitWindow
from providers.notifications import RECONNECT
from providers.services.record_use import record_use
from providers.services.tokens import fresh_tokens
from providers.services.window_share import count_call

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")


def call_provider(
    connection: Connection,
    method: Callable[Concatenate[Registration, Tokens, Parameters], Result],
    *args: Parameters.args,
    **kwargs: Parameters.kwargs,
) -> Result:
    """Returns what a method of a platform or a writer returns, called with the connection's registration and tokens.

    Tokens that the platform rejects are refreshed once. A used-up rate limit applies to all connections of the same
    registration, or in the sandbox to this one. Every ProviderError is saved on the connection before it is raised.
    """
    try:
        _check_rate_limit(connection)
        count_call(connection)
        result = _call_with_fresh_tokens(connection, lambda *access: method(*access, *args, **kwargs))
    except ProviderError as error:
        _note_failure(connection, error)
        raise
    _note_success(connection)
    return result


def _bound(
    method: Callable[Concatenate[Platform, Registration, Tokens, Parameters], Result],
) -> Callable[Concatenate["ConnectedPlatform", Parameters], Result]:
    """Returns a method of `Platform` as a method of a connected platform, without registration and tokens."""

    @wraps(method)
    def call(client: "ConnectedPlatform", /, *args: Parameters.args, **kwargs: Parameters.kwargs) -> Result:
        def call_method(registration: Registration, tokens: Tokens) -> Result:
            platform_method = getattr(client.connection.platform, method.__name__)
            return platform_method(registration, tokens, *args, **kwargs)

        return call_provider(client.connection, call_method)

    return call


class ConnectedPlatform:
    """A connected platform is the client of one connection: each method makes one call, as `call_provider` does."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    gear = _bound(Platform.gear)
    gear_name = _bound(Platform.gear_name)
    page = _bound(Platform.page)
    activity = _bound(Platform.activity)


def platform_for(connection: Connection) -> ConnectedPlatform:
    """Returns the client that calls the connection's platform on behalf of the athlete."""
    return ConnectedPlatform(connection)


def _call_with_fresh_tokens(connection: Connection, call: Callable[[Registration, Tokens], Result]) -> Result:
    registration = connection.registration
    tokens = fresh_tokens(connection)
    record_use(connection)
    try:
        return call(registration, tokens)
    except ReconnectNeeded:
        tokens = fresh_tokens(connection, rejected=tokens)
        record_use(connection)
        return call(registration, tokens)


def _check_rate_limit(connection: Connection) -> None:
    """Raises TemporaryFailure while the rate limit of the connection's registration, or its own, is used up."""
    full_until = connection.waiting_until if connection.registration.is_sandbox else _full_until(connection)
    seconds = (full_until - datetime.now(UTC)).total_seconds() if full_until else 0.0
    if seconds > 0:
        raise TemporaryFailure("limit", seconds)


def _full_until(connection: Connection) -> datetime | None:
    windows = RateLimitWindow.objects.filter(registration_name=connection.registration_name, full_until__gt=Now())
    return windows.values_list("full_until", flat=True).first()


def _note_failure(connection: Connection, error: ProviderError) -> None:
    if isinstance(error, ReconnectNeeded):
        with transaction.atomic():
            if _update(connection, state=Connection.State.RECONNECT):
                notify_owner(RECONNECT, connection.provider)
    elif isinstance(error, ProviderUnavailable):
        _update(connection, state=Connection.State.UNAVAILABLE, last_error=error.code)
    elif isinstance(error, TemporaryFailure):
        retry_at = _retry_at(error)
        if retry_at is not None and not connection.registration.is_sandbox:
            RateLimitWindow.objects.update_or_create(
                registration_name=connection.registration_name, defaults={"full_until": retry_at}
            )
        _update(connection, last_error=error.code, waiting_until=retry_at)


def _retry_at(failure: TemporaryFailure) -> datetime | None:
    if failure.retry_after is None:
        return None
    return datetime.now(UTC) + timedelta(seconds=max(1.0, failure.retry_after))


def _note_success(connection: Connection) -> None:
    healthy = {"state": Connection.State.CONNECTED, "last_error": "", "waiting_until": None}
    if any(getattr(connection, name) != value for name, value in healthy.items()):
        _update(connection, **healthy)
        delete_notifications(connection.provider, RECONNECT)


def _update(connection: Connection, **values: object) -> bool:
    """Changes the object, and the row unless its tokens have changed since: the outcome says nothing of a new grant.

    Returns whether the row was changed.
    """
    rows = Connection.objects.filter(pk=connection.pk, tokens_version=connection.tokens_version)
    count = rows.update(**values)
    for name, value in values.items():
        setattr(connection, name, value)
    return count > 0
