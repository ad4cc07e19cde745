"""Encrypts the OAuth tokens of connections at rest (AES-GCM, not Fernet); one process at a time refreshes them.

One window cannot be closed: a process that is killed after the platform has replaced a refresh token, and before the
new one is committed, takes it along. Then the athlete has to reconnect, if the platform takes a refresh token once.
`bench/refresh_race.py` counts that nothing else loses a grant.
"""

import json
import time
from datetime import UTC, datetime, timedelta

from django.db.models import F, Q
from django.db.models.functions import Now

from accounts.jobs.database_clock import now_plus
from accounts.secrets import Tampered, UnknownKey
from accounts.services.account_key import decrypt_for_owner, encrypt_for_owner
from accounts.services.lock_account import require_open_account
from providers.credentials import Tokens
from providers.errors import ReconnectNeeded, TemporaryFailure
from providers.models import Connection
from providers.services.record_use import record_use

REFRESH_BEFORE = timedelta(minutes=30)
"""Tokens are refreshed before they are used when they expire sooner than this."""
REFRESH_LEASE = timedelta(seconds=40)
"""A process holds the right to refresh for this long, which is longer than a platform may take to answer."""
POLL_INTERVAL_S = 0.2
ENCRYPTION_CONTEXT = ("providers_connection", "sealed")
"""Every ciphertext is bound to these words, so they stay even when the table or the column is renamed."""


def encrypt_tokens(provider: str, tokens: Tokens) -> bytes:
    """Returns tokens as a connection of the current owner to that provider stores them."""
    values = [tokens.access, tokens.refresh, tokens.expires_at and tokens.expires_at.timestamp()]
    return encrypt_for_owner(json.dumps(values).encode(), *ENCRYPTION_CONTEXT, provider)


def load_tokens(connection: Connection) -> Tokens:
    """Returns the tokens. Raises ReconnectNeeded when they cannot be decrypted, TemporaryFailure when a key is missing.

    A key that this process does not have may be back tomorrow; a new grant would replace one that still works.
    """
    try:
        plain = decrypt_for_owner(bytes(connection.encrypted_tokens), *ENCRYPTION_CONTEXT, connection.provider)
    except Tampered:
        raise ReconnectNeeded("sealed") from None
    except UnknownKey:
        raise TemporaryFailure("key") from None
    access, refresh, expires_at = json.loads(plain)
    return Tokens(access, refresh, None if expires_at is None else datetime.fromtimestamp(expires_at, UTC))


def fresh_tokens(connection: Connection, rejected: Tokens | None = None) -> Tokens:
    """Returns tokens that are not about to expire, refreshed where necessary; never the `rejected` ones.

    `rejected` are tokens that the platform has refused. One process refreshes; the others wait for its tokens, which
    are committed before anybody uses them. Raises OwnerDeleted for an account that is being erased, and ReconnectNeeded
    for rejected tokens that cannot be refreshed.
    """
    require_open_account()
    deadline = time.monotonic() + REFRESH_LEASE.total_seconds()
    while time.monotonic() < deadline:
        tokens = load_tokens(connection)
        if _are_fresh(tokens, rejected):
            return tokens
        if not tokens.refresh:
            raise ReconnectNeeded("grant")
        if _take_lease(connection):
            return _refresh(connection, tokens)
        time.sleep(POLL_INTERVAL_S)
        connection.refresh_from_db(fields=["encrypted_tokens", "tokens_version", "refresh_lease_until"])
    raise TemporaryFailure("refresh")


def _are_fresh(tokens: Tokens, rejected: Tokens | None) -> bool:
    is_rejected = rejected is not None and tokens.access == rejected.access
    is_expiring = tokens.expires_at is not None and tokens.expires_at <= datetime.now(UTC) + REFRESH_BEFORE
    return not (is_rejected or is_expiring)


def _take_lease(connection: Connection) -> bool:
    """Returns whether this process may refresh: no other one does, and the tokens are still those that it has read."""
    is_free = Q(refresh_lease_until=None) | Q(refresh_lease_until__lt=Now())
    unchanged = Connection.objects.filter(is_free, pk=connection.pk, tokens_version=connection.tokens_version)
    return bool(unchanged.update(refresh_lease_until=now_plus(REFRESH_LEASE)))


def _refresh(connection: Connection, tokens: Tokens) -> Tokens:
    unchanged = Connection.objects.filter(pk=connection.pk, tokens_version=connection.tokens_version)
    record_use(connection)
    try:
        new_tokens = connection.platform.refresh(connection.registration, tokens)
    except BaseException:
        unchanged.update(refresh_lease_until=None)
        raise
    encrypted = encrypt_tokens(connection.provider, new_tokens)
    if not unchanged.update(
        encrypted_tokens=encrypted, tokens_version=F("tokens_version") + 1, refresh_lease_until=None
    ):
        raise TemporaryFailure("refresh")  # The athlete has reconnected meanwhile: the next try takes the new tokens.
    connection.encrypted_tokens, connection.tokens_version = encrypted, connection.tokens_version + 1
    return new_tokens
