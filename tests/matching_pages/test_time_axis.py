"""Tests the time axis of a workout, plain or broken."""

import pytest

from matching.web.svg.time_axis import ActivitySpan, TimeAxis, build_axis

HOUR = 3600
LEADER = ActivitySpan(0, 6 * HOUR)


def axis(*others: ActivitySpan, leader: ActivitySpan = LEADER) -> TimeAxis:
    return build_axis(leader, [leader, *others])


def test_close_starts_and_ends_break_the_axis() -> None:
    assert axis(ActivitySpan(13, 6 * HOUR - 9)).is_broken


@pytest.mark.parametrize(
    "other", [ActivitySpan(91, 6 * HOUR), ActivitySpan(0, 6 * HOUR + 91), ActivitySpan(-91, 6 * HOUR)]
)
def test_a_start_or_end_over_ninety_seconds_off_keeps_the_axis_plain(other: ActivitySpan) -> None:
    assert not axis(other).is_broken


@pytest.mark.parametrize("other", [ActivitySpan(90, 6 * HOUR), ActivitySpan(0, 6 * HOUR - 90)])
def test_ninety_seconds_off_still_break_the_axis(other: ActivitySpan) -> None:
    assert axis(other).is_broken


def test_starts_that_two_minutes_cannot_hold_keep_the_axis_plain() -> None:
    assert not axis(ActivitySpan(-80, 6 * HOUR), ActivitySpan(80, 6 * HOUR)).is_broken


def test_an_activity_of_four_minutes_is_shown_whole() -> None:
    assert not axis(ActivitySpan(5, 238), leader=ActivitySpan(0, 238)).is_broken


def test_a_broken_axis_shows_both_ends_at_one_scale() -> None:
    broken = axis(ActivitySpan(12, 6 * HOUR - 12))
    assert broken.start_position(12) - broken.start_position(0) == pytest.approx(2.5)
    assert broken.end_position(6 * HOUR) - broken.end_position(6 * HOUR - 12) == pytest.approx(2.5)


@pytest.mark.parametrize("off", [-90, -13, 0, 13, 90])
def test_on_a_broken_axis_starts_lie_in_the_first_and_ends_in_the_last_quarter(off: int) -> None:
    broken = axis(ActivitySpan(off, 6 * HOUR + off))
    for span in (LEADER, ActivitySpan(off, 6 * HOUR + off)):
        assert 0 <= broken.start_position(span.start) <= 25
        assert 75 <= broken.end_position(span.end) <= 100


def test_a_plain_axis_leaves_five_percent_free_at_each_side() -> None:
    plain = axis(ActivitySpan(HOUR, 10 * HOUR))
    assert plain.start_position(0) == pytest.approx(100 * 0.05 / 1.1, abs=0.01)
    assert plain.end_position(10 * HOUR) == pytest.approx(100 * 1.05 / 1.1, abs=0.01)


def test_ticks_of_a_broken_axis_stand_on_whole_minutes_of_the_local_clock() -> None:
    ticks = axis(ActivitySpan(13, 6 * HOUR)).ticks(utc_offset_s=5.75 * HOUR)
    assert all((instant + 5.75 * HOUR) % 60 == 0 for _, instant in ticks)
    assert {at < 50 for at, _ in ticks} == {True, False}


@pytest.mark.parametrize("length", [60, 600, HOUR, 7 * HOUR, 30 * HOUR, 400 * 24 * HOUR])
def test_a_plain_axis_has_few_ticks_at_round_times(length: int) -> None:
    ticks = axis(ActivitySpan(200, length + 200), leader=ActivitySpan(0, length)).ticks(HOUR)
    assert 1 <= len(ticks) <= 7
    assert all(0 <= at <= 100 for at, _ in ticks)


def test_activities_without_a_length_still_have_a_place() -> None:
    plain = axis(ActivitySpan(0, 0), leader=ActivitySpan(0, 0))
    assert 0 <= plain.start_position(0) <= plain.end_position(0) <= 100
