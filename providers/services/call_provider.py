"""Asking a platform in an athlete's name: with keys that open, and with what its answers mean for the connection."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from django.db.models.functions import Now

from providers.contract import Platform, Registration, Tokens
from providers.errors import ProviderError, ProviderUnavailable, ReconnectNeeded, TemporaryFailure
from providers.models import Connection, RateLimitWindow
from providers.services.tokens import fresh_tokens

Answer = TypeVar("Answer")
Question = Callable[[Platform, Registration, Tokens], Answer]


def call_provider(connection: Connection, question: Question[Answer]) -> Answer:
    """The platform's answer; what goes wrong is written on the connection before it is raised as a ProviderError.

    Keys that the platform does not take are made fresh once. A full window is known to all that ask with the same
    registration.
    """
    try:
        _wait_for_window(connection)
        answer = _with_fresh_keys(connection, question)
    except ProviderError as problem:
        _note(connection, problem)
        raise
    _note_well(connection)
    return answer


def _with_fresh_keys(connection: Connection, question: Question[Answer]) -> Answer:
    platform, registration = connection.platform, connection.registration
    keys = fresh_tokens(connection)
    try:
        return question(platform, registration, keys)
    except ReconnectNeeded:
        return question(platform, registration, fresh_tokens(connection, unlike=keys))


def _wait_for_window(connection: Connection) -> None:
    full = RateLimitWindow.objects.filter(registration_name=connection.registration_name, full_until__gt=Now()).first()
    if full is not None:
        raise TemporaryFailure("limit", (full.full_until - datetime.now(UTC)).total_seconds())


def _note(connection: Connection, problem: ProviderError) -> None:
    if isinstance(problem, ReconnectNeeded):
        _change(connection, state=Connection.State.RECONNECT)
    elif isinstance(problem, ProviderUnavailable):
        _change(connection, state=Connection.State.UNAVAILABLE)
    elif isinstance(problem, TemporaryFailure):
        until = _end_of(problem)
        if until is not None:
            RateLimitWindow.objects.update_or_create(
                registration_name=connection.registration_name, defaults={"full_until": until}
            )
        _change(connection, trouble=problem.code, waiting_until=until)


def _end_of(problem: TemporaryFailure) -> datetime | None:
    if problem.retry_after is None:
        return None
    return datetime.now(UTC) + timedelta(seconds=max(1.0, problem.retry_after))


def _note_well(connection: Connection) -> None:
    well = {"state": Connection.State.CONNECTED, "trouble": "", "waiting_until": None}
    if any(getattr(connection, name) != value for name, value in well.items()):
        _change(connection, **well)


def _change(connection: Connection, **values: object) -> None:
    """On the row and on the object. Only while the keys are those that were asked with: a new grant is not to blame."""
    Connection.objects.filter(pk=connection.pk, version=connection.version).update(**values)
    for name, value in values.items():
        setattr(connection, name, value)
