"""The next part is as large as the last one allows."""

import pytest

from accounts.services.part_size import TARGET_HOLD_S, next_size


@pytest.mark.parametrize(
    ("size", "held_s", "expected"),
    [
        (10, TARGET_HOLD_S, 10),
        (10, 2 * TARGET_HOLD_S, 5),
        (10, TARGET_HOLD_S / 10, 20),
        (90, TARGET_HOLD_S / 10, 100),
        (1, 40 * TARGET_HOLD_S, 1),
        (10, 0.0, 20),
    ],
)
def test_the_next_part_fits_into_the_time_and_at_most_doubles(size: int, held_s: float, expected: int) -> None:
    assert next_size(size, held_s, 100) == expected
