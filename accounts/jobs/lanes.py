"""Defines the lanes, the priorities of jobs, and the share of the steps that is reserved for each of them."""

from collections.abc import Iterator
from itertools import cycle, repeat

from django.db import models


class Lane(models.IntegerChoices):
    """A lane is a priority: due jobs of a lane run before those of the next one, except for the reserved shares."""

    CLICK = 0
    WEBHOOK = 1
    DAILY = 2
    BACKFILL = 3


LaneOrder = tuple[Lane, ...]
"""A lane order is the order in which one claim tries the lanes."""

BY_PRIORITY = repeat(tuple(Lane))
"""Claims that take no turns try the lanes in this order."""

RESERVED_TURNS = (Lane.CLICK, Lane.WEBHOOK, Lane.CLICK, Lane.DAILY, Lane.CLICK, Lane.BACKFILL, Lane.CLICK, Lane.CLICK)
"""Each claim of a loop tries the next of these lanes first, so that every lower lane has an eighth of the steps."""


def lane_orders() -> Iterator[LaneOrder]:
    """Yields the lane order for each claim of one loop, without an end.

    A claim tries the lane whose turn it is, and then the others by priority, so that an unused share is anybody's.
    """
    return cycle([(reserved, *(lane for lane in Lane if lane is not reserved)) for reserved in RESERVED_TURNS])
