"""Stores the install itself, the faults of its proxy, its demos, and exports and imports of accounts."""

import uuid
from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.owned import Owned
from accounts.privacy import Privacy, WhenErased
from tracekit_site.account_export.export import Export, ExportPart
from tracekit_site.account_import.account_import import AccountImport

__all__ = ("AccountImport", "Demo", "Export", "ExportPart", "Install", "ProxyFault", "ProxyFaultKind", "Reset")


class Install(models.Model):
    """Represents this install in one row, which the first release creates and every machine is verified against.

    `signed_id` is its id signed with the install's SECRET_KEY, `encrypted_id` its id under one of the CREDENTIAL_KEYS.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    is_singleton = models.BooleanField(default=True, unique=True)
    signed_id = models.CharField(max_length=255)
    encrypted_id = models.BinaryField()
    created_at = models.DateTimeField(default=timezone.now)

    privacy = Privacy(
        is_owned=False, export="it belongs to the install", retention="as long as the install", erasure=WhenErased.NEVER
    )

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(is_singleton=True), name="install_once")]

    def __str__(self) -> str:
        return f"install {self.pk}"


class ProxyFaultKind(models.TextChoices):
    """Lists what a request can show: that a proxy is not trusted, or that scheme, address or host name do not fit."""

    UNTRUSTED_PROXY = "untrusted_proxy"
    UNTRUSTED_ADDRESS = "untrusted_address"
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

    privacy = Privacy(
        is_owned=False, export="it belongs to the install", retention="as long as the install", erasure=WhenErased.NEVER
    )

    def __str__(self) -> str:
        return self.kind


class Demo(Owned):
    """Represents a demo account: the code of its athlete in the sandbox, empty until the athlete is connected.

    `has_files` says that the athlete's files were imported.
    """

    athlete_code = models.CharField(max_length=32, default="", blank=True)
    has_files = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)

    privacy = Privacy(
        is_owned=True,
        export="a demo has generated data only",
        retention="as long as the demo",
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner"], name="demo_once")]

    def __str__(self) -> str:
        return f"demo {self.pk}"


class Reset(Owned):
    """A reset deletes what the athlete chose, and stays as the record of it until the next one.

    `month` is the first day of a month and `provider` the name of one; without either it is about everything that was
    imported. With `is_everything` it also ends the connections, and deletes the answers. Only what is older than
    `requested_at` is deleted, so that what is imported again meanwhile stays. `activity_count` counts the activities
    that it was to delete. `unrevoked` names the platforms, with spaces, whose access only the athlete can end.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    month = models.DateField(null=True)
    provider = models.CharField(max_length=32, default="", blank=True)
    is_everything = models.BooleanField(default=False)
    requested_at = models.DateTimeField(default=timezone.now)
    ended_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True)
    activity_count = models.PositiveIntegerField(default=0)
    unrevoked = models.CharField(max_length=255, default="", blank=True)

    privacy = Privacy(
        is_owned=True,
        export="a record of what is no longer there",
        retention="until you start over again, or as long as your account",
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner"], name="reset_once")]

    def __str__(self) -> str:
        return str(self.pk)
