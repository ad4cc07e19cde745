"""The install itself, and the demos in it."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.owned import Owned
from accounts.privacy import Privacy


class Install(models.Model):
    """This install: one row, made by the first release. What all its machines must share is proved against it.

    `signed` is its id under the install's SECRET_KEY, `sealed` its id under one of the CREDENTIAL_KEYS.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    only = models.BooleanField(default=True, unique=True)
    signed = models.CharField(max_length=255)
    sealed = models.BinaryField()
    made_at = models.DateTimeField(default=timezone.now)

    privacy = Privacy(is_owned=False)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(only=True), name="install_once")]

    def __str__(self) -> str:
        return f"install {self.pk}"


class Demo(Owned):
    """What a demo account is made of: the code of its athlete in the sandbox, empty until that is there.

    `has_files` says that the athlete's files were handed over.
    """

    code = models.CharField(max_length=32, default="", blank=True)
    has_files = models.BooleanField(default=False)
    began_at = models.DateTimeField(default=timezone.now)

    privacy = Privacy(is_owned=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner"], name="demo_once")]

    def __str__(self) -> str:
        return f"demo {self.pk}"
