"""Who goes first."""

from django.db import models


class Lane(models.IntegerChoices):
    """The lanes of the job table, the first before all others."""

    CLICK = 0
    WEBHOOK = 1
    DAILY = 2
    BACKFILL = 3
