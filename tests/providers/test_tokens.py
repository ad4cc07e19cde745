"""Keys: sealed, bound to where they stand, refreshed by one at a time, never destroyed."""

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
from providers.contract import Tokens
from providers.errors import ReconnectNeeded, TemporaryFailure
from providers.models import Connection
from providers.sandbox.server import Sandbox
from providers.services.tokens import encrypt_tokens, fresh_tokens, load_tokens
from tests.accounts.dump import database_dump
from tests.providers.factories import connected, pulled, reconnected
from tests.run_jobs import run_jobs

pytestmark = pytest.mark.postgres

SOME = Tokens("an-access-key", "a-refresh-key", datetime(2026, 5, 10, tzinfo=UTC))


def test_what_is_sealed_opens_again(as_alice: Account) -> None:
    connection = Connection(provider="strava", encrypted_tokens=encrypt_tokens("strava", SOME))
    assert load_tokens(connection) == SOME


def test_no_text_of_them_shows_what_they_are(as_alice: Account) -> None:
    assert "access-key" not in repr(SOME)
    assert b"access-key" not in encrypt_tokens("strava", SOME)


def test_keys_of_another_connection_do_not_open_here(as_alice: Account) -> None:
    with pytest.raises(ReconnectNeeded):
        load_tokens(Connection(provider="strava", encrypted_tokens=encrypt_tokens("garmin", SOME)))


def test_keys_of_another_account_do_not_open_here(alice: Account, mallory: Account) -> None:
    with owner_scope(alice):
        stolen = encrypt_tokens("strava", SOME)
    with owner_scope(mallory):
        encrypt_tokens("strava", SOME)
        with pytest.raises(ReconnectNeeded):
            load_tokens(Connection(provider="strava", encrypted_tokens=stolen))


def test_the_wrapped_key_of_another_account_does_not_open_here(alice: Account, mallory: Account) -> None:
    with owner_scope(alice):
        stolen = encrypt_tokens("strava", SOME)
        wrapped = bytes(AccountKey.objects.get().wrapped)
    with owner_scope(mallory):
        AccountKey.objects.create(wrapped=wrapped)
        with pytest.raises(ReconnectNeeded):
            load_tokens(Connection(provider="strava", encrypted_tokens=stolen))


def test_a_key_of_the_install_that_is_away_is_waited_for(as_alice: Account, settings: Settings) -> None:
    connection = Connection(provider="strava", encrypted_tokens=encrypt_tokens("strava", SOME))
    settings.CREDENTIAL_KEYS = new_key().replace("k1:", "k9:")
    with pytest.raises(TemporaryFailure):
        load_tokens(connection)


def test_rotating_wraps_the_account_s_key_again_and_touches_nothing_else(as_alice: Account, settings: Settings) -> None:
    sealed = encrypt_tokens("strava", SOME)
    old = settings.CREDENTIAL_KEYS
    settings.CREDENTIAL_KEYS = f"{new_key().replace('k1:', 'k2:')},{old}"
    assert rotate_keys()["k2"] >= 1
    settings.CREDENTIAL_KEYS = settings.CREDENTIAL_KEYS.partition(",")[0]
    assert load_tokens(Connection(provider="strava", encrypted_tokens=sealed)) == SOME


def test_no_key_stands_open_in_the_database(sandbox: Sandbox, as_alice: Account) -> None:
    athlete = pulled(sandbox)
    tokens = sandbox.database.grants.all_tokens(athlete.code)
    dump = database_dump()
    assert tokens
    assert not [token for token in tokens if token in dump]
    assert athlete.connection.athlete_id in dump


def test_keys_that_are_over_are_made_fresh_and_kept_before_they_are_used(sandbox: Sandbox, as_alice: Account) -> None:
    athlete = connected(sandbox)
    over(athlete.connection)
    sandbox.database.grants.expire_access_tokens(athlete.code)
    run_jobs()
    assert Activity.objects.exists()
    connection = Connection.objects.get()
    assert load_tokens(connection).access in sandbox.database.grants.all_tokens(athlete.code)[-2:]
    assert connection.tokens_version == athlete.connection.tokens_version + 1
    assert connection.refresh_lease_until is None


def test_keys_that_the_platform_does_not_take_are_made_fresh_once(sandbox: Sandbox, as_alice: Account) -> None:
    athlete = connected(sandbox)
    sandbox.database.grants.expire_access_tokens(athlete.code)  # we think they are good for hours
    run_jobs()
    assert Activity.objects.exists()
    assert sandbox.database.calls.counts(athlete.code).token_calls == 2


@pytest.mark.django_db(transaction=True)
def test_many_at_once_refresh_once(sandbox: Sandbox, alice: Account) -> None:
    with owner_scope(alice):
        athlete = connected(sandbox)
        over(athlete.connection)
        sandbox.database.grants.expire_access_tokens(athlete.code)
    before = sandbox.database.calls.counts(athlete.code).token_calls
    got: list[str] = []

    def refresh() -> None:
        try:
            with owner_scope(alice):
                got.append(fresh_tokens(Connection.objects.get()).access)
        finally:
            database.close()

    threads = [threading.Thread(target=refresh) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(got) == 6
    assert len(set(got)) == 1
    assert sandbox.database.calls.counts(athlete.code).token_calls - before == 1


def test_a_refresh_that_gets_no_answer_leaves_the_keys_as_they_were(sandbox: Sandbox, as_alice: Account) -> None:
    athlete = connected(sandbox)
    over(athlete.connection)
    kept = bytes(Connection.objects.get().encrypted_tokens)
    sandbox.database.faults.add(athlete.code, "500", ("token",))
    with pytest.raises(TemporaryFailure):
        fresh_tokens(Connection.objects.get())
    connection = Connection.objects.get()
    assert bytes(connection.encrypted_tokens) == kept
    assert fresh_tokens(connection)


def test_a_refresh_whose_owner_died_is_taken_over(sandbox: Sandbox, as_alice: Account) -> None:
    athlete = connected(sandbox)
    over(athlete.connection)
    Connection.objects.update(refresh_lease_until=datetime.now(UTC) - timedelta(seconds=1))
    assert fresh_tokens(Connection.objects.get())


def test_connecting_again_replaces_them(sandbox: Sandbox, as_alice: Account) -> None:
    athlete = pulled(sandbox)
    again = reconnected(sandbox, athlete.code)
    assert again.connection.pk == athlete.connection.pk
    assert Connection.objects.count() == 1
    assert load_tokens(Connection.objects.get()).access == sandbox.database.grants.all_tokens(athlete.code)[-2]


def over(connection: Connection) -> None:
    """The keys' time is over, as far as we know."""
    keys = load_tokens(connection)
    old = Tokens(keys.access, keys.refresh, datetime.now(UTC))
    Connection.objects.filter(pk=connection.pk).update(encrypted_tokens=encrypt_tokens("strava", old))
    connection.refresh_from_db()
