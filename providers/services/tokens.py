"""A connection's keys: sealed and opened here alone, and made fresh by one process at a time."""

import json
import time
from datetime import UTC, datetime, timedelta

from django.db.models import F, Q
from django.db.models.functions import Now

from accounts.jobs.database_clock import now_plus
from accounts.secrets import Tampered, UnknownKey
from accounts.services.account_key import decrypt_for_owner, encrypt_for_owner
from providers.contract import Tokens
from providers.errors import ReconnectNeeded, TemporaryFailure
from providers.models import Connection

EARLY = timedelta(minutes=30)
"""Keys that end sooner than this are made fresh before they are used."""
LEASE = timedelta(seconds=40)
"""How long one process has for a refresh; longer than an answer can take."""
LOOK_S = 0.2
ENCRYPTION_CONTEXT = ("providers_connection", "sealed")
"""Every encrypted value is bound to these words, so they never change, whatever the table and column are called."""


def encrypt_tokens(provider: str, keys: Tokens) -> bytes:
    """As they stand in a connection of the current owner to that provider."""
    told = [keys.access, keys.refresh, keys.expires_at.timestamp()]
    return encrypt_for_owner(json.dumps(told).encode(), *_context(provider))


def load_tokens(connection: Connection) -> Tokens:
    """What was granted. Raises ReconnectNeeded when it does not open, TemporaryFailure when the operator's key is away.

    A key that this process does not have may be there tomorrow: asking for a new grant would throw a good one away.
    """
    try:
        plain = decrypt_for_owner(bytes(connection.sealed), *_context(connection.provider))
    except Tampered:
        raise ReconnectNeeded("sealed") from None
    except UnknownKey:
        raise TemporaryFailure("key") from None
    access, refresh, end = json.loads(plain)
    return Tokens(access, refresh, datetime.fromtimestamp(end, UTC))


def fresh_tokens(connection: Connection, unlike: Tokens | None = None) -> Tokens:
    """Keys that open for a while: those there are, or new ones. `unlike` are some that the platform did not take.

    One process refreshes, the others wait for what it gets. New keys are committed before anybody uses them.
    """
    until = time.monotonic() + LEASE.total_seconds()
    while time.monotonic() < until:
        keys = load_tokens(connection)
        if _are_good(keys, unlike):
            return keys
        if _take_lease(connection):
            return _refresh(connection, keys)
        time.sleep(LOOK_S)
        connection.refresh_from_db(fields=["sealed", "version", "refreshing_until"])
    raise TemporaryFailure("refresh")


def _are_good(keys: Tokens, unlike: Tokens | None) -> bool:
    is_refused = unlike is not None and keys.access == unlike.access
    return not is_refused and keys.expires_at > datetime.now(UTC) + EARLY


def _take_lease(connection: Connection) -> bool:
    """Only for the keys that we have seen, and while nobody else is at it."""
    free = Q(refreshing_until=None) | Q(refreshing_until__lt=Now())
    same = Connection.objects.filter(free, pk=connection.pk, version=connection.version)
    return bool(same.update(refreshing_until=now_plus(LEASE)))


def _refresh(connection: Connection, keys: Tokens) -> Tokens:
    mine = Connection.objects.filter(pk=connection.pk, version=connection.version)
    try:
        new = connection.platform.refresh(connection.registration, keys)
    except BaseException:
        mine.update(refreshing_until=None)
        raise
    sealed = encrypt_tokens(connection.provider, new)
    if not mine.update(sealed=sealed, version=F("version") + 1, refreshing_until=None):
        raise TemporaryFailure("refresh")  # connected anew meanwhile: the next try takes those keys
    connection.sealed, connection.version = sealed, connection.version + 1
    return new


def _context(provider: str) -> tuple[str, ...]:
    return (*ENCRYPTION_CONTEXT, provider)
