"""Athletes see every stored field with a sample, the last use of each key, and what left the server."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection as database
from django.db import models
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.jobs.kinds import platform_kinds
from accounts.models import Account, Transmission
from accounts.outbox import OUTBOX_KINDS
from accounts.scope import owner_scope
from accounts.services.transmissions import count_transmission
from providers.models import Connection, Gear
from tests.markup import get_page, visible_text
from tests.matching.connections import build_record, create_connection, store_records
from tests.matching_pages.factories import create_workout
from tracekit_site.stored_data import stored_tables
from tracekit_site.stored_data.purposes import PURPOSES
from tracekit_site.stored_data.stored_rows import format_sample
from tracekit_site.stored_data.stored_tables import StoredTable, stored_groups

PAGE = "/settings/stored/"


def all_tables() -> Iterator[StoredTable]:
    for group in stored_groups():
        yield from group.tables


@pytest.mark.parametrize("table", [*all_tables()], ids=lambda table: table.model._meta.label)
def test_every_field_of_every_table_has_a_label_and_no_label_is_left_over(table: StoredTable) -> None:
    assert sorted(field.name for field in table.columns) == sorted(table.words.labels)
    named = {*table.words.by_you, table.words.newest} - {"pk"}
    assert named <= set(table.words.labels)
    newest: Any = (
        table.model._meta.pk if table.words.newest == "pk" else table.model._meta.get_field(table.words.newest)
    )
    assert not table.has_owner or not isinstance(newest, models.UUIDField | models.ForeignKey), "no largest value"


def test_a_table_and_a_field_that_nobody_has_described_are_shown_all_the_same(
    alice_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stored_tables, "GROUPS", {"Behind the scenes": {}})
    page = visible_text(get_page(alice_client, PAGE))
    assert "Gears" in page
    assert "Elevation gain m" in page


@pytest.mark.django_db
@pytest.mark.postgres
def test_the_page_shows_own_samples_counts_and_where_they_came_from(
    alice: Account, alice_client: Client, mallory_client: Client
) -> None:
    with owner_scope(alice):
        connection = create_connection()
        create_workout(name="Morning file")
        store_records(build_record(at=999, name="Three passes", distance_m=118_310.0))
        Gear.objects.create(connection=connection, gear_id="b1", label="Roadie")
    page = visible_text(get_page(alice_client, PAGE))
    for text in ("Three passes", "118,310", "alice@example.org", "Roadie", "Files, Strava", "Its name"):
        assert text in page, text
    assert "Three passes" not in get_page(mallory_client, PAGE)


@pytest.mark.django_db
def test_encrypted_values_and_secrets_are_shown_to_nobody(as_alice: Account, alice_client: Client) -> None:
    create_connection()
    Connection.objects.update(encrypted_tokens=b"sealed-tokens")
    alice = Account.objects.get(pk=as_alice.pk)
    page = get_page(alice_client, PAGE)
    assert "encrypted, never shown" in page
    for secret in ("sealed-tokens", alice.password, alice_client.session.session_key):
        assert str(secret) not in page
    for table in all_tables():
        assert all(table.is_secret(column) for column in table.privacy.encrypted)


@pytest.mark.django_db
def test_the_number_of_queries_does_not_grow_with_what_is_stored(as_alice: Account, alice_client: Client) -> None:
    counts = []
    for round_number in range(2):
        create_workout(name=f"Ride {round_number}")
        alice_client.get(PAGE)
        with CaptureQueriesContext(database) as queries:
            alice_client.get(PAGE)
        counts.append(len(queries))
    tables = sum(table.has_owner for table in all_tables())
    assert counts[0] == counts[1] <= 2 * tables + 15


@pytest.mark.django_db
def test_the_last_use_of_each_key_is_shown_with_the_job_that_used_it(as_alice: Account, alice_client: Client) -> None:
    create_connection()
    Connection.objects.update(encrypted_tokens=b"sealed-tokens")
    assert "not used yet" in get_page(alice_client, PAGE)
    Connection.objects.update(last_used_at=timezone.now(), last_used_by="pull.daily")
    Authenticator.objects.create(user=as_alice, type="webauthn", data={"name": "Blue key"}, last_used_at=timezone.now())
    page = get_page(alice_client, PAGE)
    assert "for: daily sync" in page
    assert "Passkey “Blue key”" in page
    assert "for: signing in" in page


@pytest.mark.django_db
def test_what_left_the_server_is_listed_for_a_day(alice: Account, alice_client: Client, mallory_client: Client) -> None:
    nothing = "no service was called for you"
    assert nothing in get_page(alice_client, PAGE)
    with owner_scope(alice):
        count_transmission("strava", "write")
    page = get_page(alice_client, PAGE)
    assert nothing not in page
    assert "change you clicked" in page
    assert nothing in get_page(mallory_client, PAGE)
    Transmission.across_accounts.update(hour=timezone.now() - timedelta(hours=26))
    assert nothing in get_page(alice_client, PAGE)


def test_everything_that_leaves_the_server_has_words() -> None:
    assert {*platform_kinds(), *OUTBOX_KINDS} <= set(PURPOSES)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        *((None, "not given"), ("", "not given"), ([], "not given"), (True, "yes"), (False, "no"), (0, "0")),
        *((1234567.5, "1,234,567.5"), (12, "12"), ({"a": "ü"}, '{"a": "ü"}'), ("x" * 200, "x" * 120 + "…")),
    ],
)
def test_a_sample_is_written_as_it_is_stored(value: object, text: str) -> None:
    assert format_sample(value, Account(time_zone="Europe/Vienna")) == text


@pytest.mark.django_db
def test_a_demo_and_a_stranger(alice: Account, alice_client: Client, client: Client) -> None:
    Account.objects.filter(pk=alice.pk).update(demo_until=timezone.now() + timedelta(hours=3))
    assert "The demo" in get_page(alice_client, PAGE)
    assert client.get(PAGE).status_code == 302
