"""Describes the activities folder on the files page: what was read from it, and what is wrong with it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Count, Q

from accounts.models import Account
from activities.being_deleted import hidden_files
from activities.models import ActivitiesFolder, FolderFile
from activities.services.folder_actions import EXCLUDED
from activities.templatetags.formatting import date_and_time
from matching.web.pages.wording import format_count

PROBLEMS = {
    "unreadable": "Your folder {path} can’t be read. Nothing was changed here; check that it exists and that tracekit "
    "may read it.",
    "empty": "Your folder {path} holds no activity files any more. Nothing was changed here; connect its disk, or "
    "start over in the Danger zone if you deleted the files.",
}
State = FolderFile.State


@dataclass(frozen=True, slots=True)
class FolderCard:
    """Represents the folder and how many of its files were read, wait, and were deleted here."""

    folder: ActivitiesFolder
    account: Account
    read: int
    waiting: int
    deleted: int

    @property
    def is_paused(self) -> bool:
        """Returns whether the folder waits for the athlete to sync it."""
        return self.folder.is_paused

    @property
    def summary(self) -> str:
        """Returns how many files were read, and when the folder was last checked."""
        if self.is_paused:
            return "Paused. The files in your folder are read again when you sync it."
        checked = self.folder.scanned_at and f" Last checked {date_and_time(self.folder.scanned_at, self.account)}."
        return f"{format_count(self.read, 'file')} read where they are, and never changed.{checked or ''}"

    @property
    def problems(self) -> Iterator[str]:
        """Yields a sentence for each thing that is wrong or waits."""
        if self.folder.problem:
            yield PROBLEMS[self.folder.problem].format(path=settings.ACTIVITIES_DIR)
        elif count := self.folder.unreadable_count:
            files = format_count(count, "file or folder", "files or folders")
            yield f"{files} in your folder can’t be read; check the permissions. What was read before stays."
        if self.waiting:
            files = format_count(self.waiting, "file")
            yield f"{files} in your folder will be read once nothing writes to {'it' if self.waiting == 1 else 'them'}."

    @property
    def deleted_text(self) -> str:
        """Returns how many files are not read because the athlete deleted them here; empty for none."""
        if not self.deleted:
            return ""
        are, them = ("is", "it") if self.deleted == 1 else ("are", "them")
        files = format_count(self.deleted, "file")
        return f"{files} in your folder {are} not read, because you deleted {them} here."


def folder_card(account: Account) -> FolderCard | None:
    """Returns the card in two queries; None, without one, where no folder is set, and before its first scan."""
    folder = ActivitiesFolder.objects.first() if settings.ACTIVITIES_DIR else None
    if folder is None:
        return None
    is_read = Q(state=State.KNOWN, source_file__isnull=False)
    if hidden := hidden_files("source_file__"):
        is_read &= ~hidden
    counts: Any = FolderFile.objects.aggregate(
        read=Count("pk", filter=is_read),
        waiting=Count("pk", filter=Q(state__in=(State.SEEN, State.READY))),
        deleted=Count("pk", filter=EXCLUDED),
    )
    return FolderCard(folder, account, **counts)
