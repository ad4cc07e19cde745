"""Tests the square of a day."""

from itertools import pairwise, permutations

import pytest

from matching.state import State, worst
from matching.web.svg.day_square import SIZE, draw_square
from matching.web.svg.share_bar import bar_segments


def test_a_day_that_misses_nothing_is_one_lane() -> None:
    square = draw_square((False, False, False, False), State.COMPLETE)
    assert square.id == "d-1111-whole"
    assert [(lane.top, lane.height, lane.is_missing) for lane in square.lanes] == [(0, SIZE, False)]


def test_a_missing_provider_empties_its_own_lane() -> None:
    square = draw_square((False, False, True, False), State.MISSING)
    assert square.id == "d-1101-missing"
    assert [lane.is_missing for lane in square.lanes] == [False, False, True, False]


@pytest.mark.parametrize("count", [2, 3, 4, 5])
def test_lanes_are_even_one_pixel_apart_and_fill_the_square(count: int) -> None:
    lanes = draw_square((True,) * count, State.MISSING).lanes
    assert len({lane.height for lane in lanes}) == 1
    gaps = [after.top - lane.top - lane.height for lane, after in pairwise(lanes)]
    assert gaps == pytest.approx([1] * (count - 1), abs=0.02)
    assert lanes[-1].top + lanes[-1].height == pytest.approx(SIZE, abs=0.02)


def test_a_possible_match_has_no_lanes() -> None:
    assert draw_square((True, False), State.POSSIBLE_DUPLICATE).lanes == ()


def test_the_worst_state_of_a_day_wins() -> None:
    for states in permutations(State):
        assert worst(states) is State.POSSIBLE_DUPLICATE
    assert worst([State.COMPLETE, State.MISSING, State.DIFFERS]) is State.DIFFERS
    assert worst([State.COMPLETE, State.MISSING]) is State.MISSING


def test_the_segments_of_a_bar_fill_its_width() -> None:
    segments = bar_segments({State.DIFFERS: 1, State.COMPLETE: 2, State.POSSIBLE_DUPLICATE: 1})
    assert [(segment.state, segment.left, segment.width) for segment in segments] == [
        (State.COMPLETE, 0, 50),
        (State.DIFFERS, 50, 25),
        (State.POSSIBLE_DUPLICATE, 75, 25),
    ]
    assert bar_segments({}) == []
