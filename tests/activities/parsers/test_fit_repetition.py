"""Messages that repeat are found by their headers, and stepped over at once."""

import pytest

from activities.parsers.fit.repetition import MAX_BURST, MIN_BURST, find_repetition, next_burst

SIZES = [0] * 256
SIZES[1], SIZES[2], SIZES[3] = 3, 5, 2


def messages(*headers: int) -> bytes:
    """Returns messages with these headers, which are 9 inside."""
    return b"".join(bytes([header]).ljust(SIZES[header] or 1, b"\x09") for header in headers)


@pytest.mark.parametrize("group", [(1,), (1, 2), (1, 2, 3), (3, 1, 2, 2)])
@pytest.mark.parametrize("count", [2, 16, 17, 5000])
def test_a_group_of_up_to_four_messages_is_found_with_its_number(group, count):
    data = messages(2, *group * count, 0)
    starts, size, group_count = find_repetition(data, SIZES[2], SIZES)

    assert (len(starts), size, group_count) == (len(group), sum(SIZES[header] for header in group), count)
    assert [data[start] for start in starts] == list(group)


@pytest.mark.parametrize("headers", [(0, 0), (1, 0, 1, 0), (1, 2, 3, 2, 2, 1)])
def test_nothing_is_found_across_an_unknown_message_or_in_too_long_a_group(headers):
    assert find_repetition(messages(*headers), 0, SIZES) == ([], 0, 0)


def test_a_group_that_is_cut_may_count():
    data = messages(*(1, 2) * 10)

    assert find_repetition(data[:-4], 0, SIZES)[1:] == (8, 10)
    assert find_repetition(data[:-5], 0, SIZES)[1:] == (8, 9)


def test_the_end_of_the_data_ends_the_search():
    assert find_repetition(messages(1, 2), 0, SIZES) == ([0, 3], 8, 1)


def test_looks_become_rarer_where_nothing_repeats():
    assert next_burst(MIN_BURST, 0) == 2 * MIN_BURST
    assert next_burst(MAX_BURST, 2) == MAX_BURST
    assert next_burst(MAX_BURST, 100) == MIN_BURST
