"""A lane leaves the calls to others that are reserved for them, and accounts share what is left."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from accounts.jobs.lanes import Lane
from providers.call_budget import (
    CLOCK_MARGIN,
    LEARN_AFTER,
    POSTPONED_FOR,
    RESERVED_SHARES,
    AccountUse,
    CallWindow,
    learn_usage,
    new_windows,
    share_free_at,
    shortest_window,
    take_call,
)
from providers.rate_limits import RateLimit, RateUsage
from providers.strava.provider import Strava

MIDNIGHT = datetime(2026, 5, 10, tzinfo=UTC)
NOON = MIDNIGHT + timedelta(hours=12)
QUARTER, DAY = timedelta(minutes=15), timedelta(days=1)
LIMIT = RateLimit("read", 100, QUARTER)
EMPTY = CallWindow(LIMIT, 0, NOON)


def take_all(windows: tuple[CallWindow, ...], lane: Lane, now: datetime) -> tuple[tuple[CallWindow, ...], datetime]:
    """Makes calls of a lane until one has to wait; returns the windows then, and until when."""
    while True:
        windows, free_at = take_call(windows, lane, now)
        if free_at is not None:
            return windows, free_at


def test_each_lane_stops_where_the_reserve_of_the_lanes_above_begins() -> None:
    windows: tuple[CallWindow, ...] = (EMPTY,)
    for lane in reversed(Lane):
        windows, _ = take_all(windows, lane, NOON)
        assert windows[0].used == round(LIMIT.calls * (1 - RESERVED_SHARES[lane]))
    assert windows[0].used == LIMIT.calls


def test_lanes_are_reserved_for_in_their_order() -> None:
    shares = [RESERVED_SHARES[lane] for lane in Lane]
    assert shares == sorted(shares)
    assert shares[0] == 0


@pytest.mark.parametrize("lane", Lane)
@pytest.mark.parametrize("used", range(0, 101, 5))
@pytest.mark.parametrize("minutes", [0, 5, 8, 12, 14])
def test_a_call_that_waits_has_room_when_its_time_comes_and_not_before(lane: Lane, used: int, minutes: int) -> None:
    now = NOON + timedelta(minutes=minutes)
    window = replace(EMPTY, used=used)
    _, free_at = take_call((window,), lane, now)
    if free_at is not None:
        assert now < free_at <= window.end + CLOCK_MARGIN
        assert take_call((window,), lane, free_at)[1] is None
        assert take_call((window,), lane, free_at - CLOCK_MARGIN * 2)[1] is not None


def test_a_reserve_that_nobody_used_is_given_back_before_its_window_ends() -> None:
    window = replace(EMPTY, used=90)
    assert take_call((window,), Lane.BACKFILL, NOON)[1]
    assert take_call((window,), Lane.BACKFILL, window.end - timedelta(minutes=1))[1] is None


def test_a_used_up_day_is_waited_for_until_midnight_and_a_used_up_quarter_until_its_end() -> None:
    quarter, day = CallWindow(LIMIT, 0, NOON), CallWindow(RateLimit("read", 1_000, DAY), 0, MIDNIGHT)
    assert take_call((quarter, replace(day, used=1_000)), Lane.CLICK, NOON)[1] == MIDNIGHT + DAY + CLOCK_MARGIN
    assert take_call((replace(quarter, used=100), day), Lane.CLICK, NOON)[1] == NOON + QUARTER + CLOCK_MARGIN


def test_overall_and_read_limits_both_bind() -> None:
    windows = new_windows(Strava.rate_limits, NOON)
    assert take_all(windows, Lane.CLICK, NOON)[0][0].used == 100
    overall = tuple(replace(window, used=200) if window.limit.kind == "overall" else window for window in windows)
    assert take_call(overall, Lane.CLICK, NOON)[1]


def test_a_window_starts_without_calls_and_a_clock_that_lags_starts_none() -> None:
    full = replace(EMPTY, used=100)
    assert full.at(NOON + QUARTER) == replace(EMPTY, start=NOON + QUARTER)
    assert full.at(NOON - timedelta(seconds=2)) == full


def test_a_response_teaches_its_limits_and_a_higher_usage() -> None:
    called_at = NOON + LEARN_AFTER
    stated = RateUsage(RateLimit("read", 300, QUARTER), 57)
    (window,) = learn_usage((replace(EMPTY, used=9),), [stated], called_at, called_at)
    assert (window.limit.calls, window.used) == (300, 57)
    (window,) = learn_usage((replace(EMPTY, used=90),), [stated], called_at, called_at)
    assert (window.limit.calls, window.used) == (300, 90)


@pytest.mark.parametrize("called_at", [NOON - timedelta(seconds=1), NOON + LEARN_AFTER / 2])
def test_a_usage_that_may_be_of_the_last_window_is_not_learned(called_at: datetime) -> None:
    stated = RateUsage(RateLimit("read", 300, QUARTER), 99)
    (window,) = learn_usage((replace(EMPTY, used=1),), [stated], called_at, NOON + LEARN_AFTER)
    assert (window.limit.calls, window.used) == (300, 1)


def test_what_is_said_of_another_limit_changes_nothing() -> None:
    stated = [RateUsage(RateLimit("overall", 300, QUARTER), 57), RateUsage(RateLimit("read", 300, DAY), 57)]
    assert learn_usage((EMPTY,), stated, NOON + QUARTER / 2, NOON + QUARTER / 2) == (EMPTY,)


def test_accounts_share_the_smallest_of_the_shortest_windows() -> None:
    assert shortest_window(new_windows(Strava.rate_limits, NOON)).limit == LIMIT


@pytest.mark.parametrize(
    ("use", "waits"),
    [
        (AccountUse(100), False),
        (AccountUse(49, ahead=1), False),
        (AccountUse(50, ahead=1), True),
        (AccountUse(24, ahead=3), False),
        (AccountUse(25, ahead=3), True),
        (AccountUse(0, ahead=500), False),
        (AccountUse(25, behind=3), False),
        (AccountUse(50, behind=3), True),
    ],
)
def test_an_account_beyond_its_share_lets_those_go_first_that_made_fewer_calls(use: AccountUse, waits: bool) -> None:
    assert share_free_at(EMPTY, use, NOON) == (NOON + POSTPONED_FOR if waits else None)


def test_a_share_is_waited_for_no_longer_than_its_window() -> None:
    use = AccountUse(100, ahead=1)
    assert share_free_at(EMPTY, use, EMPTY.end - timedelta(seconds=3)) == EMPTY.end
