"""Stores the install itself and the demos in it."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.owned import Owned
from accounts.privacy import Privacy


class Install(models.Model):
    """Represents this install in one row, which the first release creates and every machine is verified against.

    `signed_id` is its id signed with the install's SECRET_KEY, `encrypted_id` its id under one of the CREDENTIAL_KEYS.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    is_singleton = models.BooleanField(default=True, unique=True)
    signed_id = models.CharField(max_length=255)
    encrypted_id = models.BinaryField()
    created_at = models.DateTimeField(default=timezone.now)

    privacy = Privacy(is_owned=False)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(is_singleton=True), name="install_once")]

    def __str__(self) -> str:
        return f"install {self.pk}"


class Demo(Owned):
    """Represents a demo account: the code of its athlete in the sandbox, empty until the athlete is connected.

    `has_files` says that the athlete's files were imported.
    """

    athlete_code = models.CharField(max_length=32, default="", blank=True)
    has_files = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)

    privacy = Privacy(is_owned=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner"], name="demo_once")]

    def __str__(self) -> str:
        return f"demo {self.pk}"
