"""Starts a reset when the athlete has confirmed it."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils import timezone

from accounts.jobs.services.enqueue import enqueue
from accounts.services.lock_account import lock_account
from activities.models import Activity, SourceFile
from activities.services.folder_actions import pause_folder
from matching.models import WriteBack
from providers.models import Connection
from tracekit_site.models import AccountImport, Export, Reset
from tracekit_site.reset.choice import ResetChoice

RESET_JOB = "reset"


class ResetRefused(Exception):
    """Nothing was deleted: another reset is under way, or a change on a platform is. The text says which."""


def request_reset(choice: ResetChoice) -> Reset:
    """Returns the reset, which a job does; connections and the activities folder pause at once unless it is partial.

    Raises ResetRefused.
    """
    with transaction.atomic():
        lock_account()
        _refuse_while_under_way(choice)
        Reset.objects.all().delete()
        reset = Reset.objects.create(
            month=choice.month.first if choice.month else None,
            provider=choice.provider,
            is_everything=choice.is_everything,
            requested_at=_newest_instant(),
            activity_count=choice.activities.visible().count(),
        )
        if not choice.is_partial:
            _pause_everything()
        enqueue(RESET_JOB)
    return reset


def current_reset() -> Reset | None:
    """Returns the reset that is under way, or the last one: one query."""
    return Reset.objects.first()


def _refuse_while_under_way(choice: ResetChoice) -> None:
    if Reset.objects.filter(ended_at=None).exists():
        raise ResetRefused("Data is already being deleted, and nothing else was. Start over again once that has ended.")
    is_exporting = Export.objects.filter(state=Export.State.MAKING).exists()
    if is_exporting or AccountImport.objects.filter(state=AccountImport.State.RUNNING).exists():
        raise ResetRefused(
            "An export is being made or imported. Nothing was deleted; start over again once that has ended."
        )
    if choice.write_backs_under_way.exists():
        raise ResetRefused(
            "A change that you clicked is still being made. Nothing was deleted; start over again in a minute, or "
            "withdraw the change first."
        )


def _newest_instant() -> datetime:
    """Returns an instant that no stored row is newer than, even where the clocks of two machines differ a little."""
    columns: list[tuple[QuerySet[Any], str]] = [
        (Activity.objects.all(), "confirmed_at"),
        (SourceFile.objects.all(), "uploaded_at"),
        (WriteBack.objects.all(), "clicked_at"),
    ]
    newest = (rows.aggregate(newest=Max(column))["newest"] for rows, column in columns)
    return max([timezone.now(), *filter(None, newest)])


def _pause_everything() -> None:
    """Pauses connections, which will fetch everything when they are synced again, and the activities folder."""
    Connection.objects.update(is_paused=True, full_pull_at=None, pulled_at=None)
    if settings.ACTIVITIES_DIR:
        pause_folder()
