"""Stores imports of exports: the archive, and how far its rows are read."""

import uuid
from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.owned import Owned
from accounts.privacy import Privacy
from activities.storage.source_files import new_stored_name, source_file_storage


class AccountImport(Owned):
    """An import reads one archive into the account: `step` counts the tables that are checked, then those written.

    `line` counts the lines of the current table that are done, `skipped_count` the rows that were left out. `problem`
    says in a sentence why nothing was imported. The archive is deleted at the end.
    """

    class State(models.TextChoices):
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    content = models.FileField(storage=source_file_storage, upload_to=new_stored_name, blank=True, max_length=100)
    state = models.CharField(max_length=8, choices=State, default=State.RUNNING)
    step = models.PositiveSmallIntegerField(default=0)
    line = models.PositiveIntegerField(default=0)
    row_count = models.PositiveIntegerField(default=0)
    skipped_count = models.PositiveIntegerField(default=0)
    problem = models.CharField(max_length=255, default="", blank=True)
    started_at = models.DateTimeField(default=timezone.now)
    ended_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True)

    privacy = Privacy(
        is_owned=True,
        export="an import of an export; what it has brought is exported itself",
        retention="as long as your account; the archive itself until it is read",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner"], condition=Q(state="running"), name="account_import_one_running")
        ]

    def __str__(self) -> str:
        return str(self.pk)
