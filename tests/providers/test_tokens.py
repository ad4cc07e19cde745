"""Tokens are encrypted and bound to their place, and one process at a time refreshes them."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection as database
from pytest_django.fixtures import Settings

from accounts.models import Account, AccountKey
from accounts.scope import owner_scope
from accounts.secrets import new_key
from accounts.services.rotate import rotate_keys
from activities.models import Activity
from providers.credentials import Tokens
from providers.errors import ReconnectNeeded, TemporaryFailure
from providers.models import Connection
from providers.sandbox.server import Sandbox
from providers.services.tokens import encrypt_tokens, fresh_tokens, load_tokens
from tests.accounts.dump import database_dump
from tests.providers.factories import connected, pulled, reconnected
from tests.run_jobs import run_jobs

pytestmark = pytest.mark.postgres

TOKENS = Tokens("an-access-token", "a-refresh-token", datetime(2026, 5, 10, tzinfo=UTC))


def test_encrypted_tokens_decrypt(as_alice: Account) -> None:
    connection = Connection(provider="strava", encrypted_tokens=encrypt_tokens("strava", TOKENS))
    assert load_tokens(connection) == TOKENS


def test_the_text_of_tokens_shows_no_token(as_alice: Account) -> None:
    assert "access-token" not in repr(TOKENS)
    assert b"access-token" not in encrypt_tokens("strava", TOKENS)


def test_tokens_of_another_connection_do_not_decrypt(as_alice: Account) -> None:
    with pytest.raises(ReconnectNeeded):
        load_tokens(Connection(provider="strava", encrypted_tokens=encrypt_tokens("garmin", TOKENS)))


def test_tokens_of_another_account_do_not_decrypt(alice: Account, mallory: Account) -> None:
    with owner_scope(alice):
        stolen = encrypt_tokens("strava", TOKENS)
    with owner_scope(mallory):
        encrypt_tokens("strava", TOKENS)
        with pytest.raises(ReconnectNeeded):
            load_tokens(Connection(provider="strava", encrypted_tokens=stolen))


def test_the_wrapped_key_of_another_account_does_not_decrypt(alice: Account, mallory: Account) -> None:
    with owner_scope(alice):
        stolen = encrypt_tokens("strava", TOKENS)
        wrapped = bytes(AccountKey.objects.get().wrapped)
    with owner_scope(mallory):
        AccountKey.objects.create(wrapped=wrapped)
        with pytest.raises(ReconnectNeeded):
            load_tokens(Connection(provider="strava", encrypted_tokens=stolen))


def test_a_missing_key_of_the_install_is_a_temporary_failure(as_alice: Account, settings: Settings) -> None:
    connection = Connection(provider="strava", encrypted_tokens=encrypt_tokens("strava", TOKENS))
    settings.CREDENTIAL_KEYS = new_key().replace("k1:", "k9:")
    with pytest.raises(TemporaryFailure):
        load_tokens(connection)


def test_key_rotation_wraps_the_accounts_key_and_changes_no_tokens(as_alice: Account, settings: Settings) -> None:
    encrypted = encrypt_tokens("strava", TOKENS)
    old = settings.CREDENTIAL_KEYS
    settings.CREDENTIAL_KEYS = f"{new_key().replace('k1:', 'k2:')},{old}"
    assert rotate_keys()["k2"] >= 1
    settings.CREDENTIAL_KEYS = settings.CREDENTIAL_KEYS.partition(",")[0]
    assert load_tokens(Connection(provider="strava", encrypted_tokens=encrypted)) == TOKENS


def test_the_database_holds_no_token_in_plain(sandbox: Sandbox, as_alice: Account) -> None:
    athlete = pulled(sandbox)
    tokens = sandbox.database.grants.all_tokens(athlete.code)
    dump = database_dump()
    assert tokens
    assert not [token for token in tokens if token in dump]
    assert athlete.connection.athlete_id in dump


def test_expired_tokens_are_refreshed_and_stored_before_their_use(sandbox: Sandbox, as_alice: Account) -> None:
    athlete = connected(sandbox)
    expire(athlete.connection)
    sandbox.database.grants.expire_access_tokens(athlete.code)
    run_jobs()
    assert Activity.objects.exists()
    connection = Connection.objects.get()
    assert load_tokens(connection).access in sandbox.database.grants.all_tokens(athlete.code)[-2:]
    assert connection.tokens_version == athlete.connection.tokens_version + 1
    assert connection.refresh_lease_until is None


def test_tokens_that_the_platform_refuses_are_refreshed_once(sandbox: Sandbox, as_alice: Account) -> None:
    athlete = connected(sandbox)
    sandbox.database.grants.expire_access_tokens(athlete.code)  # Their end, as we know it, is hours away.
    run_jobs()
    assert Activity.objects.exists()
    assert sandbox.database.calls.counts(athlete.code).token_calls == 2


@pytest.mark.django_db(transaction=True)
def test_many_processes_refresh_once(sandbox: Sandbox, alice: Account) -> None:
    with owner_scope(alice):
        athlete = connected(sandbox)
        expire(athlete.connection)
        sandbox.database.grants.expire_access_tokens(athlete.code)
    before = sandbox.database.calls.counts(athlete.code).token_calls
    access_tokens: list[str] = []

    def refresh() -> None:
        try:
            with owner_scope(alice):
                access_tokens.append(fresh_tokens(Connection.objects.get()).access)
        finally:
            database.close()

    threads = [threading.Thread(target=refresh) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(access_tokens) == 6
    assert len(set(access_tokens)) == 1
    assert sandbox.database.calls.counts(athlete.code).token_calls - before == 1


def test_a_failed_refresh_leaves_the_tokens_as_they_were(sandbox: Sandbox, as_alice: Account) -> None:
    athlete = connected(sandbox)
    expire(athlete.connection)
    before = bytes(Connection.objects.get().encrypted_tokens)
    athlete.fail("500", ("token",))
    with pytest.raises(TemporaryFailure):
        fresh_tokens(Connection.objects.get())
    connection = Connection.objects.get()
    assert bytes(connection.encrypted_tokens) == before
    assert fresh_tokens(connection)


def test_a_refresh_of_a_dead_process_is_taken_over(sandbox: Sandbox, as_alice: Account) -> None:
    athlete = connected(sandbox)
    expire(athlete.connection)
    Connection.objects.update(refresh_lease_until=datetime.now(UTC) - timedelta(seconds=1))
    assert fresh_tokens(Connection.objects.get())


def test_reconnecting_replaces_the_tokens(sandbox: Sandbox, as_alice: Account) -> None:
    athlete = pulled(sandbox)
    reconnected_athlete = reconnected(sandbox, athlete.code)
    assert reconnected_athlete.connection.pk == athlete.connection.pk
    assert Connection.objects.count() == 1
    assert load_tokens(Connection.objects.get()).access == sandbox.database.grants.all_tokens(athlete.code)[-2]


def expire(connection: Connection) -> None:
    """Lets the tokens have expired, as far as we know."""
    tokens = load_tokens(connection)
    expired = Tokens(tokens.access, tokens.refresh, datetime.now(UTC))
    Connection.objects.filter(pk=connection.pk).update(encrypted_tokens=encrypt_tokens("strava", expired))
    connection.refresh_from_db()
