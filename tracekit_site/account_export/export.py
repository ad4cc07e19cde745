"""Stores exports of accounts, and the parts of their archives in the file storage."""

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.owned import Owned
from accounts.privacy import Privacy
from accounts.same_owner import SameOwner
from activities.storage.source_files import new_stored_name, source_file_storage

LIFETIME = timedelta(hours=24)
"""The archive is deleted so long after it is complete, and what is left of an incomplete one after its beginning."""

EXPORT_JOB = "export"
"""A job of this kind makes an export."""

NOT_EXPORTED = "an export itself, which is gone in a day"
RETENTION = "a day; that there was one, until your next export"


class Export(Owned):
    """An export is one archive of everything that an account holds. A job makes it, part by part.

    `step` counts the tables that are written, the README before them included; `last_file` is the source file that was
    written last, of `file_count`. `size` counts the bytes of the parts.
    """

    class State(models.TextChoices):
        MAKING = "making"
        READY = "ready"
        EXPIRED = "expired"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    state = models.CharField(max_length=8, choices=State, default=State.MAKING)
    has_files = models.BooleanField(default=False)
    step = models.PositiveSmallIntegerField(default=0)
    last_file: "models.UUIDField[uuid.UUID | None, uuid.UUID | None]" = models.UUIDField(null=True)
    files_done = models.PositiveIntegerField(default=0)
    file_count = models.PositiveIntegerField(default=0)
    size = models.PositiveBigIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    ready_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True)

    privacy = Privacy(is_owned=True, export=NOT_EXPORTED, retention=RETENTION)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "id"], name="export_owner_id"),
            models.UniqueConstraint(fields=["owner"], condition=Q(state="making"), name="export_one_under_way"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def expires_at(self) -> datetime:
        """Returns when the archive is deleted."""
        return (self.ready_at or self.created_at) + LIFETIME

    @property
    def filename(self) -> str:
        """Returns the name under which the archive is downloaded."""
        return f"tracekit-export-{self.created_at:%Y-%m-%d}.zip"


class ExportPart(Owned):
    """An export part is a piece of an archive in the file storage; `entries` is what the directory says of it."""

    export = models.ForeignKey(Export, on_delete=models.CASCADE, related_name="parts")
    number = models.PositiveIntegerField()
    content = models.FileField(storage=source_file_storage, upload_to=new_stored_name, max_length=100)
    size = models.PositiveBigIntegerField()
    entries: "models.JSONField[Any, Any]" = models.JSONField(default=list)

    privacy = Privacy(is_owned=True, export=NOT_EXPORTED, retention="a day")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "export", "number"], name="export_part_once"),
            SameOwner("export"),
        ]

    def __str__(self) -> str:
        return f"part {self.number} of export {self.export_id}"
