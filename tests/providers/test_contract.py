"""What every provider declares, and what is built on that."""

from dataclasses import fields

import pytest

from activities.provider_labels import PROVIDER_LABELS, provider_rank
from activities.record import ActivityRecord
from matching.engine.difference import FIELDS
from providers.contract import Platform, Provider, Registration
from providers.registry import PLATFORMS, PROVIDERS, get_provider
from providers.services.push import WRITERS

HERE = Registration("somewhere", "client", "secret", "https://api.example", "https://oauth.example", "https://example")


@pytest.fixture(params=sorted(PROVIDERS))
def provider(request: pytest.FixtureRequest) -> Provider:
    return PROVIDERS[request.param]


@pytest.fixture(params=sorted(PLATFORMS))
def platform(request: pytest.FixtureRequest) -> Platform:
    return PLATFORMS[request.param]


def test_it_has_a_name_and_a_place_in_the_calendar(provider: Provider) -> None:
    assert PROVIDERS[provider.name] is provider
    assert provider.label
    assert provider.name in {place.provider for place in PROVIDER_LABELS}


def test_it_writes_fields_that_can_differ_and_has_a_writer_for_them(provider: Provider) -> None:
    assert provider.writable_fields <= set(FIELDS) <= {one.name for one in fields(ActivityRecord)}
    assert bool(provider.writable_fields) == (provider.name in WRITERS)


def test_what_never_leads_comes_last() -> None:
    sinks = [provider_rank(one.name) for one in PROVIDERS.values() if one.is_sink]
    others = [provider_rank(one.name) for one in PROVIDERS.values() if not one.is_sink]
    assert min(sinks) > max(others)


def test_an_unknown_provider_can_do_nothing() -> None:
    assert not get_provider("of a later release").writable_fields
    assert not get_provider("of a later release").can_list


def test_a_platform_lists_and_says_its_rules(platform: Platform) -> None:
    assert platform.can_list
    assert all(rule.endswith(".") for rule in platform.rules)
    assert platform.link_text.startswith("View on")


def test_every_scope_it_needs_is_asked_for_and_explained(platform: Platform) -> None:
    assert platform.read_scopes & set(platform.requested_scopes)
    assert set(platform.write_scopes) == platform.writable_fields
    assert set(platform.write_scopes.values()) <= set(platform.requested_scopes)
    assert all(platform.requested_scopes.values())


def test_a_browser_is_sent_to_the_platform_and_nowhere_else(platform: Platform) -> None:
    address = platform.authorization_url(HERE, "https://tracekit.example/connections/callback/?a&b", "the state")
    assert address.startswith("https://example/")
    assert "secret" not in address.replace("client", "")
    assert "state=the+state" in address
    assert "tracekit.example%2Fconnections%2Fcallback%2F%3Fa%26b" in address
    assert platform.activity_url(HERE, "1").startswith("https://example/")
    assert platform.apps_url(HERE).startswith("https://example/")


def test_the_text_of_a_registration_and_of_keys_shows_no_secret() -> None:
    assert "secret" not in repr(HERE)
