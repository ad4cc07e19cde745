"""After an erasure nothing of the account is left anywhere, in no encoding, and nobody else's data has changed."""

import re
from typing import Any
from uuid import UUID

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.models import Account
from activities.storage.source_files import source_file_storage
from tests.accounts.clients import reauthenticate, sent_mails
from tests.accounts.sentinels import SentinelRows, models_of_an_account
from tests.celery_fleet import REDIS_URL
from tests.erasure.places import find, stored_places
from tests.erasure.requests import erase

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]

ALICE, MALLORY = "Xalicex", "Xmalloryx"
EMAIL = "alice@example.org"
SQLITE_FILES = {"database file", "log"}
"""A committed value stands in one of them, or in both."""


def create_rows(account: Account, word: str, year: int) -> SentinelRows:
    """Creates a row in every table, a stored file that no row names, and an entry of the cache."""
    rows = SentinelRows(account, word, year)
    rows.create_everywhere()
    source_file_storage().save(f"{account.pk}/left-over", ContentFile(f"{word} left over".encode()))
    cache.set(f"sentinel:{account.pk}", f"{word} cached", 60)
    return rows


@pytest.fixture
def rows_of_alice(alice: Account, alice_client: Client, file_store: object) -> SentinelRows:
    reauthenticate(alice_client)
    return create_rows(alice, ALICE, 1987)


@pytest.fixture
def rows_of_mallory(mallory: Account, mallory_client: Client, file_store: object) -> SentinelRows:
    return create_rows(mallory, MALLORY, 1989)


def sentinels_of(rows: SentinelRows) -> set[str]:
    """Returns every value of the rows that can belong to nobody else."""
    return {value for value in rows.values if len(value) > 6} | {rows.word}


def find_any_form(value: str, places: dict[str, bytes]) -> set[tuple[str, str]]:
    """Returns where a value is found; an id is searched with and without its dashes."""
    is_id = re.fullmatch(r"[0-9a-f]{32}", value)
    return find(value, places) | (find(str(UUID(value)), places) if is_id else set())


def rows_of_others(places: dict[str, bytes], account: Account) -> list[str]:
    """Returns the lines of the rows that hold nothing of the account and are no erasure."""
    of_account = (ALICE, account.pk.hex, str(account.pk), EMAIL)
    lines = places["rows"].decode().splitlines()
    return [
        line
        for line in lines
        if not any(word in line for word in of_account)
        and not re.search(r"(?<![\w.])1987", line)
        and not line.startswith(("accounts_erasure:", "django_migrations:", "sqlite_s"))
    ]


def test_no_byte_of_an_erased_account_is_left(
    alice: Account,
    alice_client: Client,
    rows_of_alice: SentinelRows,
    rows_of_mallory: SentinelRows,
    caplog: pytest.LogCaptureFixture,
) -> None:
    before = stored_places()
    assert {value for value in sentinels_of(rows_of_alice) if not find_any_form(value, before)} == set()
    places = {place for word in (ALICE, alice.pk.hex, str(alice.pk)) for place, _ in find(word, before)}
    assert places | SQLITE_FILES == set(before) | SQLITE_FILES
    assert places & SQLITE_FILES or connection.vendor != "sqlite"
    caplog.clear()
    receipt = Client().get(erase(alice_client)).content
    after = stored_places() | {
        "logs": caplog.text.encode(),
        "receipt": receipt,
        "mails": "".join(str(mail.message()) for mail in sent_mails()).encode(),
    }
    left = {
        (value, *place) for value in sentinels_of(rows_of_alice) | {alice.pk.hex, EMAIL} for place in find(value, after)
    }
    # The log names accounts by their random ids, as it does everywhere.
    assert {entry for entry in left if entry[1] != "logs" or entry[0] != alice.pk.hex} == set()
    assert not re.search(rb"(?<![\w.])1987\d{3}", after["rows"])
    assert rows_of_others(after, alice) == rows_of_others(before, alice)
    assert {place for place, _ in find(MALLORY, after)} >= {"rows", "files"}


def test_sentinels_are_in_every_table_of_an_account(rows_of_alice: SentinelRows) -> None:
    assert set(models_of_an_account()) <= set(rows_of_alice.rows)
    labels = {model._meta.label for model in rows_of_alice.rows}
    assert {"accounts.Session", "mfa.Authenticator", "jobs.Job", "activities.Activity", "matching.Workout"} <= labels


def test_the_erasure_of_the_only_account_leaves_no_statistics_and_all_triggers_and_policies(
    alice: Account, alice_client: Client
) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("only PostgreSQL has statistics of values")
    create_rows(alice, ALICE, 1987)
    before = triggers_and_policies()
    assert find(ALICE, stored_places()) & {("statistics", "plain")}
    erase(alice_client)
    assert find(ALICE, stored_places()) == set()
    assert triggers_and_policies() == before


def triggers_and_policies() -> set[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal")
        triggers = cursor.fetchall()
        cursor.execute("SELECT tablename, policyname, cmd, qual FROM pg_policies")
        return {*triggers, *cursor.fetchall()}


def test_no_entry_of_redis_is_left(
    alice: Account, alice_client: Client, settings: Settings, fleet: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    options: Any = {"KEY_PREFIX": settings.REDIS_PREFIX + "cache", "OPTIONS": settings.REDIS_TIMEOUTS}
    settings.CACHES = {
        "default": {"BACKEND": "tracekit_site.cache.SingleAttemptRedisCache", "LOCATION": REDIS_URL, **options}
    }
    reauthenticate(alice_client)
    create_rows(alice, ALICE, 1987)
    places = {place for place, _ in find(str(alice.pk), stored_places())}
    assert places >= ({"cache"} if connection.vendor == "sqlite" else {"cache", "rows", "statistics"})
    erase(alice_client)
    after = stored_places()
    assert [(word, *place) for word in (str(alice.pk), alice.pk.hex, ALICE) for place in find(word, after)] == []
