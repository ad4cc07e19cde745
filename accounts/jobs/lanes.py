"""Defines the lanes: the priorities of jobs."""

from django.db import models


class Lane(models.IntegerChoices):
    """A lane is a priority: all due jobs of a lane run before those of the next one."""

    CLICK = 0
    WEBHOOK = 1
    DAILY = 2
    BACKFILL = 3
