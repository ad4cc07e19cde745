"""Every provider keeps the contract that services and pages are built on."""

from dataclasses import fields

import pytest
from django.utils import timezone

from accounts.models import Account
from activities.provider_labels import PROVIDER_LABELS, provider_rank
from activities.record import ActivityRecord
from matching.engine.difference import FIELDS
from providers.contract import Platform, Provider
from providers.credentials import Registration
from providers.registry import PLATFORMS, PROVIDERS, get_provider
from providers.sandbox.sentinels import SENTINELS
from providers.sandbox.server import Sandbox
from providers.services.call_provider import platform_for
from providers.services.push import WRITERS
from tests.providers.factories import connected

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
