"""Defines activities, the source files that some of them come from, and the uploads of those files."""

import uuid
from dataclasses import fields
from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.utils import timezone

from accounts.owned import Owned
from accounts.privacy import AS_LONG_AS_ACCOUNT, Exported, Privacy
from accounts.same_owner import SameOwner
from activities.folder_models import ActivitiesFolder, FolderFile
from activities.querysets import ActivityManager, SourceFileManager, UploadManager
from activities.record import FLAGS, MAX_TEXT_LENGTH, ActivityRecord, parse_stated_ids
from activities.storage.source_files import new_stored_name, source_file_storage

__all__ = ("RECORD_COLUMNS", "ActivitiesFolder", "Activity", "FolderFile", "SourceFile", "Upload")

RECORD_COLUMNS = tuple(field.name for field in fields(ActivityRecord) if field.name not in ("flags", "stated_ids"))
"""These fields of the record are columns of the same name; each flag is a column of its own, stated ids are a text."""


class Upload(Owned):
    """An upload is a set of files that the athlete sent together, or that one scan found in the activities folder.

    `is_import` says that they came by command or with a demo: no quota limits them, and none can be sent to it later.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    started_at = models.DateTimeField(default=timezone.now)
    is_import = models.BooleanField(default=False, db_default=False)
    is_from_folder = models.BooleanField(default=False, db_default=False)

    objects: ClassVar[UploadManager] = UploadManager()

    privacy = Privacy(
        is_owned=True,
        export=Exported(name="uploads", columns=("started_at",), order=("started_at", "pk")),
        withheld={
            "is_import": "whether a quota limits it on this install",
            "is_from_folder": "whether its files are in a folder of the machine",
        },
        retention=f"{AS_LONG_AS_ACCOUNT}; an upload without a file for an hour",
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "id"], name="upload_owner_id")]
        indexes = [models.Index(fields=["owner", "-started_at"], name="upload_newest")]

    def __str__(self) -> str:
        return str(self.pk)


class SourceFile(Owned):
    """A source file is one uploaded FIT, GPX or TCX file, or an archive that still waits to be unpacked.

    `content` and `sha256` are set exactly while the bytes are stored: a refused file has neither, nor has a copy, whose
    bytes are those of `copy_of`. A file in the activities folder has a `sha256` and no `content`: its bytes stay there.
    `kind` is fit, gpx or tcx by content, once the file was read; `unpacked_entries` counts the entries that became
    files of their own or were left out. `reason` is the code of the refusal, or of the storage error that keeps the
    file waiting.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        READ = "read"
        REFUSED = "refused"
        COPY = "copy"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=MAX_TEXT_LENGTH)
    size = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=8, null=True)
    content = models.FileField(storage=source_file_storage, upload_to=new_stored_name, blank=True, max_length=100)
    sha256 = models.CharField(max_length=64, null=True)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    reason = models.CharField(max_length=32, null=True)
    reason_values = models.JSONField(default=dict)
    notes = models.JSONField(default=list)
    copy_of = models.ForeignKey("self", on_delete=models.CASCADE, null=True, related_name="copies")
    unpacked_entries = models.PositiveIntegerField(default=0)
    uploaded_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[SourceFileManager] = SourceFileManager()

    privacy = Privacy(
        is_owned=True,
        export=Exported(
            name="files",
            columns=(
                *("upload", "name", "size", "kind", "sha256", "state", "reason", "reason_values", "notes", "copy_of"),
                "uploaded_at",
            ),
            order=("uploaded_at", "pk"),
            only={"state__in": ("read", "refused", "copy")},
        ),
        withheld={
            "content": "the name under which the bytes are stored; the bytes are exported as files at wish",
            "unpacked_entries": "how far an archive is unpacked, which ends before it is exported",
        },
        retention=AS_LONG_AS_ACCOUNT,
        external=("name", "content", "sha256", "kind", "notes"),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "id"], name="source_file_owner_id"),
            models.UniqueConstraint(fields=["owner", "sha256"], name="source_file_once"),
            SameOwner("upload"),
            SameOwner("copy_of"),
        ]
        indexes = [
            models.Index(fields=["owner", "state", "uploaded_at", "id"], name="source_file_waiting"),
            models.Index(fields=["owner", "-uploaded_at", "id"], name="source_file_newest"),
            models.Index(fields=["owner", "upload", "state"], name="source_file_upload"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def has_bytes(self) -> bool:
        """Returns whether its bytes can be read: from the file storage, or from the activities folder."""
        return bool(self.content or self.sha256)

    def become_copy_of(self, original: "SourceFile") -> None:
        """Marks this file as a copy of `original`, which has the same bytes; it stores none of its own."""
        self._clear_content(self.State.COPY)
        self.copy_of = original

    def refuse(self, reason: str, values: dict[str, int | str]) -> None:
        """Marks the file as refused, with the code and values of `FileRefused`; its bytes are not stored."""
        self._clear_content(self.State.REFUSED)
        self.reason, self.reason_values = reason, values

    def refuse_copies(self) -> None:
        """Refuses the copies for the same reason as this file: their bytes are the same."""
        self.copies.update(state=self.state, reason=self.reason, reason_values=self.reason_values, copy_of=None)

    def set_storage_error(self, code: str) -> None:
        """Notes that the file storage failed while this file was read, by the code of `StorageUnavailable`."""
        self._waiting_row().update(reason=code)

    def clear_storage_error(self) -> bool:
        """Clears the storage error; returns whether there was one."""
        return self._waiting_row().filter(reason__isnull=False).update(reason=None) > 0

    def _waiting_row(self) -> "models.QuerySet[SourceFile]":
        return SourceFile.objects.filter(pk=self.pk, state=self.State.WAITING)

    def _clear_content(self, state: str) -> None:
        self.state, self.content, self.sha256, self.reason = state, None, None, None


class Activity(Owned):
    """An activity is one provider's record: the columns of `ActivityRecord`, and where the row came from."""

    class Origin(models.TextChoices):
        API = "api"
        FILE = "file"
        ARCHIVE = "archive"

    provider = models.CharField(max_length=32)
    provider_id = models.CharField(max_length=128)
    name = models.CharField(max_length=MAX_TEXT_LENGTH, null=True)
    sport = models.CharField(max_length=32)
    sport_raw = models.CharField(max_length=MAX_TEXT_LENGTH, null=True)
    started_at = models.DateTimeField()
    utc_offset_s = models.IntegerField(null=True)
    elapsed_s = models.FloatField(null=True)
    moving_s = models.FloatField(null=True)
    timer_s = models.FloatField(null=True)
    distance_m = models.FloatField(null=True)
    elevation_gain_m = models.FloatField(null=True)
    gear_id = models.CharField(max_length=128, null=True)
    gear_label = models.CharField(max_length=MAX_TEXT_LENGTH, null=True)
    device = models.CharField(max_length=MAX_TEXT_LENGTH, null=True)
    average_hr_bpm = models.FloatField(null=True)
    average_temperature_c = models.FloatField(null=True)
    parent_id = models.CharField(max_length=128, null=True)
    leg = models.PositiveSmallIntegerField(null=True)
    trainer = models.BooleanField(default=False)
    manual = models.BooleanField(default=False)
    hidden_time = models.BooleanField(default=False)
    partial = models.BooleanField(default=False)
    stated_ids = models.CharField(max_length=MAX_TEXT_LENGTH, default="", db_default="", blank=True)
    origin = models.CharField(max_length=8, choices=Origin)
    source_file = models.ForeignKey(SourceFile, on_delete=models.CASCADE, null=True, related_name="activities")
    confirmed_at = models.DateTimeField()
    local_date = models.DateField()

    objects: ClassVar[ActivityManager] = ActivityManager()

    privacy = Privacy(
        is_owned=True,
        export=Exported(
            name="activities",
            columns=(*RECORD_COLUMNS, *FLAGS, "stated_ids", "local_date", "origin", "source_file", "confirmed_at"),
        ),
        retention=f"{AS_LONG_AS_ACCOUNT}; where a service limits it, until it was not confirmed for so long",
        external=(*RECORD_COLUMNS, *FLAGS, "stated_ids", "local_date"),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "id"], name="activity_owner_id"),
            models.UniqueConstraint(fields=["owner", "provider", "provider_id"], name="activity_once"),
            SameOwner("source_file"),
        ]
        indexes = [
            models.Index(fields=["owner", "started_at"], name="activity_start"),
            models.Index(fields=["owner", "source_file"], name="activity_file"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def ended_at(self) -> datetime:
        """Returns the start plus elapsed, timer or moving time; the start itself when no length is given."""
        return self.started_at + timedelta(seconds=self.elapsed_s or self.timer_s or self.moving_s or 0)

    def to_record(self) -> ActivityRecord:
        """Returns the row as an `ActivityRecord`."""
        return ActivityRecord(
            **{name: getattr(self, name) for name in RECORD_COLUMNS},
            flags=frozenset(flag for flag in FLAGS if getattr(self, flag)),
            stated_ids=parse_stated_ids(self.stated_ids),
        )
