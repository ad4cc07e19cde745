"""One time axis, plain or broken."""

import pytest

from matching.web.svg.axis import Stretch, axis_of

HOUR = 3600
LEADER = Stretch(0, 6 * HOUR)


def axis(*others: Stretch, leader: Stretch = LEADER):
    return axis_of(leader, [leader, *others])


def test_close_starts_and_ends_break_the_axis():
    assert axis(Stretch(13, 6 * HOUR - 9)).broken


@pytest.mark.parametrize("other", [Stretch(91, 6 * HOUR), Stretch(0, 6 * HOUR + 91), Stretch(-91, 6 * HOUR)])
def test_a_start_or_end_over_ninety_seconds_off_keeps_it_plain(other):
    assert not axis(other).broken


@pytest.mark.parametrize("other", [Stretch(90, 6 * HOUR), Stretch(0, 6 * HOUR - 90)])
def test_ninety_seconds_still_break_it(other):
    assert axis(other).broken


def test_starts_that_two_minutes_cannot_hold_keep_it_plain():
    assert not axis(Stretch(-80, 6 * HOUR), Stretch(80, 6 * HOUR)).broken


def test_an_activity_of_four_minutes_is_shown_whole():
    assert not axis(Stretch(5, 238), leader=Stretch(0, 238)).broken


def test_a_broken_axis_shows_both_ends_at_one_scale():
    broken = axis(Stretch(12, 6 * HOUR - 12))
    assert broken.start(12) - broken.start(0) == pytest.approx(2.5)
    assert broken.end(6 * HOUR) - broken.end(6 * HOUR - 12) == pytest.approx(2.5)


@pytest.mark.parametrize("off", [-90, -13, 0, 13, 90])
def test_on_a_broken_axis_starts_lie_in_the_first_and_ends_in_the_last_quarter(off):
    broken = axis(Stretch(off, 6 * HOUR + off))
    for one in (LEADER, Stretch(off, 6 * HOUR + off)):
        assert 0 <= broken.start(one.start) <= 25
        assert 75 <= broken.end(one.end) <= 100


def test_a_plain_axis_leaves_five_percent_of_air():
    plain = axis(Stretch(HOUR, 10 * HOUR))
    assert plain.start(0) == pytest.approx(100 * 0.05 / 1.1, abs=0.01)
    assert plain.end(10 * HOUR) == pytest.approx(100 * 1.05 / 1.1, abs=0.01)


def test_ticks_of_a_broken_axis_stand_on_whole_minutes_of_the_local_clock():
    ticks = axis(Stretch(13, 6 * HOUR)).ticks(offset_s=5.75 * HOUR)
    assert all((instant + 5.75 * HOUR) % 60 == 0 for _, instant in ticks)
    assert {at < 50 for at, _ in ticks} == {True, False}


@pytest.mark.parametrize("length", [60, 600, HOUR, 7 * HOUR, 30 * HOUR, 400 * 24 * HOUR])
def test_a_plain_axis_has_few_ticks_at_round_times(length):
    ticks = axis(Stretch(200, length + 200), leader=Stretch(0, length)).ticks(HOUR)
    assert 1 <= len(ticks) <= 7
    assert all(0 <= at <= 100 for at, _ in ticks)


def test_activities_without_a_length_still_have_a_place():
    plain = axis(Stretch(0, 0), leader=Stretch(0, 0))
    assert 0 <= plain.start(0) <= plain.end(0) <= 100
