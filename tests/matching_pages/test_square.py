"""The square of a day."""

from itertools import pairwise, permutations

import pytest

from matching.state import State, worst
from matching.web.svg.share import share_bar
from matching.web.svg.square import SIZE, square


def test_without_a_hole_the_lanes_are_one_square():
    drawn = square((False, False, False, False), State.WHOLE)
    assert drawn.id == "d-1111-whole"
    assert [(lane.top, lane.height, lane.hole) for lane in drawn.lanes] == [(0, SIZE, False)]


def test_a_missing_provider_is_a_hole_in_its_own_lane():
    drawn = square((False, False, True, False), State.MISSING)
    assert drawn.id == "d-1101-missing"
    assert [lane.hole for lane in drawn.lanes] == [False, False, True, False]


@pytest.mark.parametrize("count", [2, 3, 4, 5])
def test_lanes_are_even_one_pixel_apart_and_fill_the_square(count):
    lanes = square((True,) * count, State.MISSING).lanes
    assert len({lane.height for lane in lanes}) == 1
    gaps = [after.top - lane.top - lane.height for lane, after in pairwise(lanes)]
    assert gaps == pytest.approx([1] * (count - 1), abs=0.02)
    assert lanes[-1].top + lanes[-1].height == pytest.approx(SIZE, abs=0.02)


def test_a_question_has_no_lanes_but_its_own_sign():
    assert square((True, False), State.POSSIBLE).lanes == ()


def test_the_worst_state_of_a_day_wins():
    for states in permutations(State):
        assert worst(states) is State.POSSIBLE
    assert worst([State.WHOLE, State.MISSING, State.DIFFERS]) is State.DIFFERS
    assert worst([State.WHOLE, State.MISSING]) is State.MISSING


def test_a_bar_in_parts_is_as_wide_as_itself():
    parts = share_bar({State.DIFFERS: 1, State.WHOLE: 2, State.POSSIBLE: 1})
    assert [(part.state, part.left, part.width) for part in parts] == [
        (State.WHOLE, 0, 50),
        (State.DIFFERS, 50, 25),
        (State.POSSIBLE, 75, 25),
    ]
    assert share_bar({}) == []
