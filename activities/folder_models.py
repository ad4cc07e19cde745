"""Stores what is known of the activities folder: its state, and each of its files as it was last seen."""

from datetime import datetime
from typing import ClassVar

from django.db import models

from accounts.owned import Owned
from accounts.privacy import AS_LONG_AS_ACCOUNT, Privacy
from accounts.same_owner import SameOwner
from activities.storage.activities_folder import MAX_PATH_BYTES, ListedFile


class ActivitiesFolder(Owned):
    """Says of the folder that ACTIVITIES_DIR names when it was last scanned, and what was wrong with it then.

    A paused folder is not scanned until the athlete syncs it. `unreadable_count` counts the files and folders in it
    that could not be read.
    """

    class Problem(models.TextChoices):
        """Names why nothing was changed: the folder could not be read, or had lost all of its files at once."""

        UNREADABLE = "unreadable"
        EMPTY = "empty"

    is_paused = models.BooleanField(default=False)
    scanned_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True)
    problem = models.CharField(max_length=16, choices=Problem, default="", blank=True)
    unreadable_count = models.PositiveIntegerField(default=0)

    privacy: ClassVar[Privacy] = Privacy(
        is_owned=True, export="it is about a folder of the machine", retention=AS_LONG_AS_ACCOUNT
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner"], name="activities_folder_once")]

    def __str__(self) -> str:
        return f"activities folder {self.pk}"


class FolderFile(Owned):
    """A folder file is a path in the activities folder, with the size and the time of change of its last scan.

    `sha256` is that of its contents (unpacked, of a gz file), and `source_file` the file that tracekit knows by it. A
    file that has a hash and no source file was deleted here by the athlete: it stays in the folder, and is not read
    again.
    """

    class State(models.TextChoices):
        """Names how far the file is.

        SEEN: it may still be being written. READY: it is to be taken in. KNOWN: its contents are known. MISSING: the
        last scan did not find it, so that it was renamed or deleted.
        """

        SEEN = "seen"
        READY = "ready"
        KNOWN = "known"
        MISSING = "missing"

    path = models.CharField(max_length=MAX_PATH_BYTES)
    size = models.PositiveBigIntegerField()
    modified_ns = models.BigIntegerField()
    sha256 = models.CharField(max_length=64, null=True)
    state = models.CharField(max_length=8, choices=State)
    source_file = models.ForeignKey(
        "activities.SourceFile", on_delete=models.SET_NULL, null=True, related_name="folder_files"
    )

    privacy: ClassVar[Privacy] = Privacy(
        is_owned=True,
        export="it says where the machine has what the files are exported of",
        retention=AS_LONG_AS_ACCOUNT,
        external=("path", "size", "modified_ns", "sha256"),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "path"], name="folder_file_once"),
            SameOwner("source_file"),
        ]
        indexes = [
            models.Index(fields=["owner", "sha256"], name="folder_file_hash"),
            models.Index(fields=["owner", "state"], name="folder_file_state"),
        ]

    def __str__(self) -> str:
        return f"folder file {self.pk}"

    @property
    def listed(self) -> ListedFile:
        """Returns the file as the folder listed it."""
        return ListedFile(self.path, self.size, self.modified_ns)
