"""What the jobs leave behind. No key is unique: what is done twice stands there twice."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now

from accounts.owned import Owned
from accounts.privacy import Privacy


class Effect(Owned):
    """One step of a job, committed; `number` names the job."""

    number = models.PositiveIntegerField()
    step = models.PositiveSmallIntegerField()
    last = models.BooleanField()
    at = models.DateTimeField(db_default=Now())

    privacy = Privacy(owned=True)

    class Meta:
        app_label = "fleet"
        indexes = [models.Index(fields=["owner", "number"], name="effect_of_job")]

    def __str__(self) -> str:
        return f"{self.number}.{self.step}"


class PlainEffect(models.Model):
    """What a task of plain Celery left, that has no row anywhere else."""

    number = models.PositiveIntegerField()
    at = models.DateTimeField(db_default=Now())

    objects: ClassVar[models.Manager["PlainEffect"]] = models.Manager()

    privacy = Privacy(owned=False)

    class Meta:
        app_label = "fleet"

    def __str__(self) -> str:
        return str(self.number)
