"""Stores the install itself, the faults of its proxy, and its demos."""

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


class ProxyFaultKind(models.TextChoices):
    """Lists what a request can show: that no proxy is trusted, or that scheme, address or host name do not fit."""

    UNTRUSTED_PROXY = "untrusted_proxy"
    UNKNOWN_SCHEME = "unknown_scheme"
    OTHER_ADDRESS = "other_address"
    UNKNOWN_HOST = "unknown_host"


class ProxyFault(models.Model):
    """Represents a kind of fault between a proxy and the settings, when a request last showed it, and was logged last.

    Nothing of the request is stored: no address, no name, no header.
    """

    kind = models.CharField(max_length=32, unique=True, choices=ProxyFaultKind)
    seen_at = models.DateTimeField()
    logged_at = models.DateTimeField(null=True, blank=True)

    privacy = Privacy(is_owned=False)

    def __str__(self) -> str:
        return self.kind


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
