"""Finds messages that repeat, so that thousands of them cost no more than one.

A device writes the same message every second, or the same few messages in turn.
"""

from collections.abc import Sequence

MAX_GROUP_LENGTH = 4
"""A group has at most this many messages."""
FIRST_COUNT, MAX_COUNT = 32, 4096
"""This is how many headers are compared at first and at most; it grows each time that they are all equal."""
MIN_BURST, MAX_BURST = 8, 1024
"""This is how many messages are stepped over before the next look for a group; it grows after each look in vain."""


def find_repetition(data: bytes, position: int, sizes: Sequence[int]) -> tuple[list[int], int, int]:
    """Finds the group of messages that begins at a position and follows itself.

    `sizes` are those of the messages by their header, 0 for one that must not be stepped over. Returns where the
    messages of the first group begin, the size of a group, and how many groups there are, the last one perhaps cut;
    none where nothing repeats.
    """
    starts: list[int] = []
    end = position
    while not starts or (end < len(data) and data[end] != data[position]):
        size = sizes[data[end]]
        if not size or len(starts) == MAX_GROUP_LENGTH:
            return [], 0, 0
        starts.append(end)
        end += size
    group_size = end - position
    return starts, group_size, _count_groups(data, starts, group_size)


def next_burst(burst: int, message_count: int) -> int:
    """Returns how many messages to step over before the next look, after one that found so many messages."""
    return MIN_BURST if message_count >= MIN_BURST else min(2 * burst, MAX_BURST)


def _count_groups(data: bytes, starts: Sequence[int], size: int) -> int:
    """Returns how many groups follow each other: after every `size` bytes each header of the first one is repeated.

    All headers are compared equally far, so that the cost grows with the count.
    """
    count, limit = 0, FIRST_COUNT
    while True:
        equal_counts = [_count_equal_headers(data, start + size * count, data[start], size, limit) for start in starts]
        count += min(equal_counts)
        if min(equal_counts) < limit:
            return count
        limit = min(8 * limit, MAX_COUNT)


def _count_equal_headers(data: bytes, first: int, header: int, size: int, limit: int) -> int:
    """Returns how many headers, one after every `size` bytes, are this one; at most `limit`."""
    headers = data[first : first + size * limit : size]
    return len(headers) - len(headers.lstrip(bytes((header,))))
