"""Activities, the source files some of them came from, and the uploads that brought those."""

import uuid
from dataclasses import fields
from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.utils import timezone

from accounts.owned import Owned
from accounts.privacy import Privacy
from accounts.same_owner import SameOwner
from activities.querysets import SourceFileManager
from activities.record import FLAGS, TEXT_MAX, ActivityRecord
from activities.stored_name import source_files, stored_name

RECORD_COLUMNS = tuple(f.name for f in fields(ActivityRecord) if f.name not in ("flags", "stated_ids"))
"""The record's fields that are columns of the same name; each flag is a column of its own."""


class Upload(Owned):
    """What the athlete dropped in one go."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    started_at = models.DateTimeField(default=timezone.now)

    privacy = Privacy(is_owned=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "id"], name="upload_owner_id")]
        indexes = [models.Index(fields=["owner", "-started_at"], name="upload_newest")]

    def __str__(self) -> str:
        return str(self.pk)


class SourceFile(Owned):
    """One uploaded FIT, GPX or TCX file, or an archive that still waits to be unpacked.

    `content` and `sha256` are there exactly while its bytes are kept: a refused file and a twin have neither.
    `kind` is fit, gpx or tcx by content, once it was read; `unpacked` counts the entries an archive has given up.
    `reason` says why a file was refused, or what kept it waiting that is none of its fault.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        READ = "read"
        REFUSED = "refused"
        TWIN = "twin"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=TEXT_MAX)
    size = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=8, null=True)
    content = models.FileField(storage=source_files, upload_to=stored_name, blank=True, max_length=100)
    sha256 = models.CharField(max_length=64, null=True)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    reason = models.CharField(max_length=32, null=True)
    reason_values = models.JSONField(default=dict)
    notes = models.JSONField(default=list)
    twin = models.ForeignKey("self", on_delete=models.CASCADE, null=True, related_name="twins")
    unpacked = models.PositiveIntegerField(default=0)
    uploaded_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[SourceFileManager] = SourceFileManager()

    privacy = Privacy(is_owned=True, external=("name", "content", "sha256", "kind", "notes"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "id"], name="source_file_owner_id"),
            models.UniqueConstraint(fields=["owner", "sha256"], name="source_file_once"),
            SameOwner("upload"),
            SameOwner("twin"),
        ]
        indexes = [
            models.Index(fields=["owner", "state", "uploaded_at", "id"], name="source_file_waiting"),
            models.Index(fields=["owner", "-uploaded_at", "id"], name="source_file_newest"),
            models.Index(fields=["owner", "upload", "state"], name="source_file_upload"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    def become_twin(self, first: "SourceFile") -> None:
        """The same bytes as `first`: nothing of its own is kept."""
        self._keep_nothing(self.State.TWIN)
        self.twin = first

    def refuse(self, reason: str, values: dict[str, int | str]) -> None:
        """Not an activity file, by the code and numbers of `files.sentences`: nothing of it is kept."""
        self._keep_nothing(self.State.REFUSED)
        self.reason, self.reason_values = reason, values

    def refuse_twins(self) -> None:
        """The same bytes are no better under other names: what was taken for kept once is refused with this one."""
        self.twins.update(state=self.state, reason=self.reason, reason_values=self.reason_values, twin=None)

    def wait_for_store(self, reason: str) -> None:
        """The store failed while this was read, by the code of `StoreDown`: what stops its job is not the file."""
        self._still_waits().update(reason=reason)

    def waited_for_store(self) -> bool:
        """Whether the store had failed since this was last asked."""
        return self._still_waits().filter(reason__isnull=False).update(reason=None) > 0

    def _still_waits(self) -> "models.QuerySet[SourceFile]":
        return SourceFile.objects.filter(pk=self.pk, state=self.State.WAITING)

    def _keep_nothing(self, state: str) -> None:
        self.state, self.content, self.sha256, self.reason = state, None, None, None


class Activity(Owned):
    """One provider's record of something: the columns of `ActivityRecord`, and where the row came from."""

    class Origin(models.TextChoices):
        API = "api"
        FILE = "file"
        ARCHIVE = "archive"

    provider = models.CharField(max_length=32)
    provider_id = models.CharField(max_length=128)
    name = models.CharField(max_length=TEXT_MAX, null=True)
    sport = models.CharField(max_length=32)
    sport_raw = models.CharField(max_length=TEXT_MAX, null=True)
    started_at = models.DateTimeField()
    utc_offset_s = models.IntegerField(null=True)
    elapsed_s = models.FloatField(null=True)
    moving_s = models.FloatField(null=True)
    timer_s = models.FloatField(null=True)
    distance_m = models.FloatField(null=True)
    elevation_gain_m = models.FloatField(null=True)
    gear_id = models.CharField(max_length=128, null=True)
    gear_label = models.CharField(max_length=TEXT_MAX, null=True)
    device = models.CharField(max_length=TEXT_MAX, null=True)
    average_hr_bpm = models.FloatField(null=True)
    average_temperature_c = models.FloatField(null=True)
    parent_id = models.CharField(max_length=128, null=True)
    leg = models.PositiveSmallIntegerField(null=True)
    trainer = models.BooleanField(default=False)
    manual = models.BooleanField(default=False)
    hidden_time = models.BooleanField(default=False)
    partial = models.BooleanField(default=False)
    origin = models.CharField(max_length=8, choices=Origin)
    source_file = models.ForeignKey(SourceFile, on_delete=models.CASCADE, null=True, related_name="activities")
    confirmed_at = models.DateTimeField()
    local_date = models.DateField()

    privacy = Privacy(is_owned=True, external=(*RECORD_COLUMNS, *FLAGS, "local_date"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "id"], name="activity_owner_id"),
            models.UniqueConstraint(fields=["owner", "provider", "provider_id"], name="activity_once"),
            SameOwner("source_file"),
        ]
        indexes = [
            models.Index(fields=["owner", "started_at"], name="activity_start"),
            models.Index(fields=["owner", "local_date"], name="activity_day"),
            models.Index(fields=["owner", "source_file"], name="activity_file"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def ended_at(self) -> datetime:
        """Start plus elapsed time; the start itself when nobody gave a length."""
        return self.started_at + timedelta(seconds=self.elapsed_s or self.timer_s or self.moving_s or 0)

    def record(self) -> ActivityRecord:
        """The row as the record it came from."""
        return ActivityRecord(
            **{name: getattr(self, name) for name in RECORD_COLUMNS},
            flags=frozenset(flag for flag in FLAGS if getattr(self, flag)),
        )
