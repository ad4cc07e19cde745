"""Stores what the jobs leave behind. No key is unique: what is done twice has two rows."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now

from accounts.owned import Owned
from accounts.privacy import Privacy


class Effect(Owned):
    """An effect is one committed part of a job's work; `number` names the job, `position` the part."""

    number = models.PositiveIntegerField()
    position = models.PositiveSmallIntegerField()
    is_last = models.BooleanField()
    committed_at = models.DateTimeField(db_default=Now())

    privacy = Privacy(is_owned=True)

    class Meta:
        app_label = "fleet"
        indexes = [models.Index(fields=["owner", "number"], name="effect_of_job")]

    def __str__(self) -> str:
        return f"{self.number}.{self.position}"


class PlainEffect(models.Model):
    """A plain effect is what one task of plain Celery left; the task has no row anywhere else."""

    number = models.PositiveIntegerField()
    committed_at = models.DateTimeField(db_default=Now())

    objects: ClassVar[models.Manager["PlainEffect"]] = models.Manager()

    privacy = Privacy(is_owned=False)

    class Meta:
        app_label = "fleet"

    def __str__(self) -> str:
        return str(self.number)
