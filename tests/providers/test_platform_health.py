"""Pages learn whether the calls of a platform are made, and how much of each limit is used: one query for each."""

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from accounts.jobs.lanes import Lane
from providers.call_budget import RESERVED_SHARES
from providers.models import CircuitBreaker, RateLimitWindow
from providers.registry import PLATFORMS
from providers.services.budget_bars import budget_bars
from providers.services.platform_health import breaker_state, breaker_states, open_breakers
from providers.services.rate_limit_windows import count_call
from providers.strava.provider import Strava

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]

NOW = timezone.now()


def test_a_registration_that_never_failed_is_closed() -> None:
    state = breaker_state("strava")
    assert (state.is_open, state.is_inactive, state.full_until) == (False, False, None)
    assert breaker_states() == {}
    assert open_breakers() == []


@pytest.mark.parametrize(("cause", "is_inactive"), [("outage", False), ("inactive", True)])
def test_an_open_breaker_says_since_when_why_and_when_it_is_tried_again(
    cause: str, is_inactive: bool, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    probe_at = NOW + timedelta(minutes=5)
    CircuitBreaker.objects.create(registration_name="strava", opened_at=NOW, cause=cause, probe_at=probe_at)
    with django_assert_num_queries(1):
        state = breaker_state("strava")
    assert (state.is_open, state.opened_at, state.next_probe_at) == (True, NOW, probe_at)
    assert (state.is_inactive, state.label) == (is_inactive, "Strava")
    assert open_breakers() == [state]


@pytest.mark.parametrize("hours", [-1, 1])
def test_a_limit_is_shown_while_it_lasts(hours: int) -> None:
    full_until = timezone.now() + timedelta(hours=hours)
    CircuitBreaker.objects.create(registration_name="strava", full_until=full_until)
    assert breaker_state("strava").full_until == (full_until if hours > 0 else None)
    assert not breaker_state("strava").is_open


def test_bars_show_every_window_of_the_installs_registrations(
    own_registration: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    declared = [(bar.kind, bar.window_s, bar.limit, bar.used) for bar in budget_bars()]
    assert [bar[:3] for bar in declared] == [
        ("overall", 900, 200),
        ("overall", 86_400, 2_000),
        ("read", 900, 100),
        ("read", 86_400, 1_000),
    ]
    count_call("strava", PLATFORMS["strava"])
    RateLimitWindow.objects.filter(kind="read", window_s=86_400).update(used=250)
    with django_assert_num_queries(1):
        bars = budget_bars()
    assert [(bar.kind, bar.window_s) for bar in bars] == [bar[:2] for bar in declared]
    day = bars[-1]
    assert (day.used, day.limit, day.used_share) == (250, 1_000, 0.25)
    assert timezone.now() < day.resets_at <= timezone.now() + timedelta(days=1)


def test_bars_show_the_reserve_of_each_lane(own_registration: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("providers.call_budget.RELEASED_OVER", 1e-9)
    reserved = budget_bars()[-1].reserved
    assert reserved == {lane: round(1_000 * RESERVED_SHARES[lane]) for lane in Lane}


def test_a_platform_without_a_registration_or_without_limits_has_no_bars(
    settings: Settings, own_registration: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Strava, "rate_limits", ())
    assert budget_bars() == []
    monkeypatch.undo()
    settings.REGISTRATIONS = {}
    assert budget_bars() == []
