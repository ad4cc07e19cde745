"""Every provider keeps the contract that services and pages are built on."""

import re
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import fields
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Account
from accounts.scope import owner_scope
from activities.models import Activity
from activities.provider_labels import PROVIDER_LABELS, provider_rank
from activities.record import ActivityRecord
from matching.engine.difference import FIELDS
from providers.contract import Page, Platform, Provider
from providers.credentials import AuthorizationResponse, Grant, Registration
from providers.errors import ReconnectNeeded, RequestRefused
from providers.models import Connection
from providers.oauth import code_challenge
from providers.registry import PLATFORMS, PROVIDERS, get_provider
from providers.sandbox.sentinels import SENTINELS
from providers.sandbox.server import Sandbox
from providers.services.call_provider import platform_for
from providers.services.push import WRITERS, push
from tests.accounts.dump import database_dump
from tests.connections.clients import connect, consent_page_for, follow_callback, give_consent
from tests.providers.factories import Athlete, connected, pulled, run_scheduled_pull

REGISTRATION = Registration(
    "somewhere", "client", "secret", "https://api.example", "https://oauth.example", "https://example"
)


@pytest.fixture(params=sorted(PROVIDERS))
def provider(request: pytest.FixtureRequest) -> Provider:
    return PROVIDERS[request.param]


@pytest.fixture(params=sorted(PLATFORMS))
def platform(request: pytest.FixtureRequest) -> Platform:
    return PLATFORMS[request.param]


def test_a_provider_has_a_name_and_a_label(provider: Provider) -> None:
    assert PROVIDERS[provider.name] is provider
    assert provider.label
    assert provider.name in {label.provider for label in PROVIDER_LABELS}


def test_writable_fields_can_differ_and_have_a_writer(provider: Provider) -> None:
    assert provider.writable_fields <= set(FIELDS) <= {field.name for field in fields(ActivityRecord)}
    assert bool(provider.writable_fields) == (provider.name in WRITERS)
    assert not provider.writable_fields or provider.writable_fields <= WRITERS[provider.name].fields


def test_sinks_come_last_in_the_order() -> None:
    sinks = [provider_rank(name) for name, provider in PROVIDERS.items() if provider.is_sink]
    leaders = [provider_rank(name) for name, provider in PROVIDERS.items() if not provider.is_sink]
    assert min(sinks) > max(leaders)


def test_an_unknown_provider_can_do_nothing() -> None:
    assert not get_provider("of a later release").writable_fields
    assert not get_provider("of a later release").can_list


def test_a_platform_can_list_and_states_its_rules(platform: Platform) -> None:
    assert platform.can_list
    assert all(rule.endswith(".") for rule in platform.rules)
    assert platform.link_text.startswith("View on")


def test_every_needed_scope_is_requested_and_explained(platform: Platform) -> None:
    assert platform.read_scopes & set(platform.requested_scopes)
    assert set(platform.write_scopes) == platform.writable_fields
    assert set(platform.write_scopes.values()) <= set(platform.requested_scopes)
    assert all(platform.requested_scopes.values())


def test_urls_for_browsers_lead_to_the_platform_alone(platform: Platform) -> None:
    url = platform.authorization_url(
        REGISTRATION, "https://tracekit.example/connections/callback/?a&b", "the state", "v"
    )
    assert url.startswith("https://example/")
    assert "secret" not in url.replace("client", "")
    assert "state=the+state" in url
    assert "tracekit.example%2Fconnections%2Fcallback%2F%3Fa%26b" in url
    assert platform.activity_url(REGISTRATION, "1").startswith("https://example/")
    assert platform.apps_url(REGISTRATION).startswith("https://example/")


def test_the_text_of_a_registration_shows_no_secret() -> None:
    assert "secret" not in repr(REGISTRATION)


@pytest.mark.postgres
def test_records_hold_nothing_that_the_sandbox_plants(platform: Platform, sandbox: Sandbox, as_alice: Account) -> None:
    athlete = connected(sandbox, "demo", 30, provider=platform.name)
    page = platform_for(athlete.connection).page((None, timezone.now()), "")
    responses = "".join(call.answer for call in sandbox.database.calls.for_athlete(athlete.code))
    assert len(page.records) == page.listed_count == 30
    assert any(sentinel in responses for sentinel in SENTINELS)
    assert not [sentinel for sentinel in SENTINELS if sentinel in repr(page)]


MAX_PAGES = 9
VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")
"""RFC 7636, section 4.1, allows these."""


def pages_of(athlete: Athlete) -> Iterator[Page]:
    """Yields the pages of everything that the athlete has; it is an error when they do not end."""
    platform, cursor = platform_for(athlete.connection), ""
    for _ in range(MAX_PAGES):
        page = platform.page((None, timezone.now()), cursor)
        yield page
        if page.next_cursor is None:
            return
        assert page.next_cursor not in ("", cursor)
        cursor = page.next_cursor
    raise AssertionError("the pages do not end")


@pytest.mark.postgres
@pytest.mark.parametrize("count", [5, 200, 250])
def test_the_cursors_lead_once_through_everything_and_end(
    platform: Platform, sandbox: Sandbox, as_alice: Account, count: int
) -> None:
    athlete = connected(sandbox, "demo", count, provider=platform.name)
    pages = list(pages_of(athlete))
    ids = [record.provider_id for page in pages for record in page.records]
    assert len(ids) == len(set(ids)) == count
    assert {page.total_count for page in pages} <= {None, count}
    assert all(len(page.next_cursor or "") <= 255 for page in pages), "a pull can store them"


@pytest.mark.postgres
def test_the_total_is_known_after_the_first_answers(platform: Platform, sandbox: Sandbox, as_alice: Account) -> None:
    athlete = connected(sandbox, "demo", 30, provider=platform.name)
    client = platform_for(athlete.connection)
    total = client.page((None, timezone.now()), "").total_count
    assert total == (None if platform.can_count else 30)
    assert not platform.can_count or 0 < client.count_activities() <= 30


@pytest.mark.postgres
def test_changes_that_are_told_once_more_are_harmless(platform: Platform, sandbox: Sandbox, as_alice: Account) -> None:
    athlete = pulled(sandbox, "demo", 20, provider=platform.name)
    table: Any = sandbox.database.trips if platform.has_change_feed else sandbox.database.activities
    listed = Activity.objects.order_by("-started_at").values_list("provider_id", flat=True)
    changed, deleted = map(int, listed[:2])
    table.update(changed, name="Changed once")
    if platform.has_change_feed:
        table.delete(deleted)
    run_scheduled_pull(athlete.connection)
    assert Activity.objects.filter(provider_id=changed, name="Changed once").exists()
    assert Activity.objects.count() == (19 if platform.has_change_feed else 20)
    summary = Activity.objects.order_by("pk").values_list("provider_id", "name", "started_at", "gear_label")
    before, stored = list(summary), []
    for _ in range(2):
        Connection.objects.update(changes_until=timezone.now() - timedelta(days=400))
        run_scheduled_pull(athlete.connection)
        stored.append(stored_activities())
    assert list(summary) == before
    assert stored[0] == stored[1]


def stored_activities() -> list[dict[str, Any]]:
    """Returns what is stored of the activities, but for when they were confirmed."""
    rows = list(Activity.objects.order_by("pk").values())
    return [
        {name: value for name, value in row.items() if not name.endswith("_at") or name == "started_at"} for row in rows
    ]


@pytest.mark.postgres
def test_a_rejected_token_is_refreshed_once_where_that_is_possible(
    platform: Platform, sandbox: Sandbox, as_alice: Account
) -> None:
    athlete = connected(sandbox, "demo", 5, provider=platform.name)
    sandbox.database.grants.revoke_all(athlete.code, athlete.platform)
    before = sandbox.database.calls.counts(athlete.code, athlete.platform)
    with pytest.raises(ReconnectNeeded):
        platform_for(athlete.connection).page((None, timezone.now()), "")
    after = sandbox.database.calls.counts(athlete.code, athlete.platform)
    assert after.reads - before.reads == 1
    assert after.token_calls - before.token_calls == (0 if platform.has_change_feed else 1)


def test_the_challenge_is_the_one_of_the_example_in_rfc_7636() -> None:
    challenge = code_challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")
    assert challenge == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


@pytest.mark.postgres
def test_the_verifier_of_a_consent_is_exchanged_with_its_code_and_not_stored(
    platform: Platform, sandbox: Sandbox, alice: Account, alice_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[str] = []
    authorization_url, exchange_code = type(platform).authorization_url, type(platform).exchange_code

    def note_challenged(self: Platform, registration: Registration, callback: str, state: str, verifier: str) -> str:
        sent.append(verifier)
        assert verifier not in database_dump()
        return authorization_url(self, registration, callback, state, verifier)

    def note_exchanged(self: Platform, registration: Registration, answer: AuthorizationResponse) -> Grant:
        sent.append(answer.verifier)
        return exchange_code(self, registration, answer)

    monkeypatch.setattr(type(platform), "authorization_url", note_challenged)
    monkeypatch.setattr(type(platform), "exchange_code", note_exchanged)
    for _ in range(2):
        connect(alice_client, code=sandbox.database.athletes.create("small"), provider=platform.name)
    first, first_exchanged, second, second_exchanged = sent
    assert (first, second) == (first_exchanged, second_exchanged)
    assert first != second
    assert VERIFIER.fullmatch(first)
    with owner_scope(alice):
        assert not [verifier for verifier in sent if verifier in database_dump()]


@pytest.mark.postgres
def test_a_consent_without_state_counts_where_the_platform_does_not_promise_it(
    platform: Platform, sandbox: Sandbox, alice: Account, alice_client: Client
) -> None:
    code = sandbox.database.athletes.create("small")
    callback_url = give_consent(consent_page_for(alice_client, platform.name), code=code)
    follow_callback(alice_client, re.sub(r"([?&])state=[^&]*&?", r"\1", callback_url))
    with owner_scope(alice):
        assert Connection.objects.exists() != platform.always_returns_state


@pytest.mark.postgres
def test_a_wrong_state_counts_nowhere(
    platform: Platform, sandbox: Sandbox, alice: Account, alice_client: Client
) -> None:
    code = sandbox.database.athletes.create("small")
    callback_url = give_consent(consent_page_for(alice_client, platform.name), code=code)
    follow_callback(alice_client, callback_url.replace("state=", "state=x"))
    with owner_scope(alice):
        assert not Connection.objects.exists()


@pytest.mark.postgres
def test_a_writer_makes_no_call_that_the_operator_has_not_allowed(
    platform: Platform, sandbox: Sandbox, as_alice: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    athlete = connected(sandbox, "demo", 5, provider=platform.name)
    number = next(iter(platform_for(athlete.connection).page((None, timezone.now()), "").records)).provider_id
    monkeypatch.setattr("providers.registrations.SANDBOX_UNDOCUMENTED_CALLS", False)
    can_write = "name" in platform.fields_writable_with(athlete.connection.registration)
    with nullcontext() if can_write else pytest.raises(RequestRefused):
        push(athlete.connection, number, "name", "Renamed")
    assert athlete.writes() == (1 if can_write else 0)
