"""Stores on which days too much lies to be matched, so that none of it is read around a change."""

from django.db import models

from accounts.owned import Owned
from accounts.privacy import Privacy


class CrowdedDay(Owned):
    """A crowded day has more activities than matching compares: each of them is a workout of its own.

    `day` is by UTC and counts from 1970, as `matching.engine.neighborhood.day_of` does.
    """

    day = models.IntegerField()

    privacy = Privacy(
        is_owned=True,
        export="computed from the activities, and computed again from them",
        retention="as long as that day has so many activities",
        external=("day",),
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "day"], name="crowded_day_once")]

    def __str__(self) -> str:
        return str(self.day)
