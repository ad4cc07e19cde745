"""Deletes the parts of a reset, in their order. Each call deletes at most one batch, in the caller's transaction.

A part returns the stored names of files that no row names any more, and None when nothing of its kind is left.
"""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet

from accounts.models import Notification
from activities.models import Activity, FolderFile, SourceFile, Upload
from activities.services.delete import PART_SIZE, delete_activities
from matching.models import ActivityReference, CrowdedDay, Decision, IgnoredDifference, WorkoutName
from providers.models import Connection, Gear, OAuthState, Pull, SkippedActivity
from providers.services.disconnect import delete_part_of_closed, disconnect
from tracekit_site.models import AccountImport, Export, ExportPart, Reset
from tracekit_site.reset.choice import ResetChoice

Deletion = Callable[[Reset], list[str] | None]

BATCH_SIZE = 100
"""A part deletes this many rows that nothing has to be matched again for."""

BEING_DELETED = "being_deleted"
"""This is the reason of files that wait to be deleted: their bytes can be uploaded again meanwhile."""


def hide_files(reset: Reset) -> list[str] | None:
    """Marks a batch of files: no worker reads them any more, and no new upload becomes their copy."""
    files = ResetChoice.of(reset).files.exclude(reason=BEING_DELETED)
    ids = list(files.values_list("pk", flat=True)[:BATCH_SIZE])
    SourceFile.objects.filter(pk__in=ids).update(
        state=SourceFile.State.REFUSED, reason=BEING_DELETED, sha256=None, reason_values={}
    )
    return [] if ids else None


def delete_folder_files(reset: Reset) -> list[str] | None:
    """Deletes what is known of the activities folder, so that it is read anew when the athlete syncs it.

    That the athlete deleted a file here is an answer: it goes with the other answers only.
    """
    rows = FolderFile.objects.all()
    if not reset.is_everything:
        rows = rows.exclude(sha256__isnull=False, source_file=None)
    return _delete_batch(rows) if _is_whole(reset) else None


def end_connections(reset: Reset) -> list[str] | None:
    """Disconnects a platform, or deletes a part of what one that is closed has left.

    Its access is revoked by the outbox, or named as one that only the athlete can end.
    """
    if not reset.is_everything:
        return None
    connection = Connection.objects.filter(connected_at__lte=reset.requested_at).first()
    if connection is None:
        return _delete_part_of_closed()
    if not disconnect(connection):
        reset.unrevoked = f"{reset.unrevoked} {connection.provider}".strip()
        reset.save(update_fields=["unrevoked"])
    return []


def delete_write_backs(reset: Reset) -> list[str] | None:
    """Deletes a batch of the journal."""
    return _delete_batch(ResetChoice.of(reset).write_backs)


def delete_trimmed(reset: Reset) -> list[str] | None:
    """Deletes a batch of links of trimmed activities."""
    return _delete_batch(ResetChoice.of(reset).trimmed)


def delete_chosen_activities(reset: Reset) -> list[str] | None:
    """Deletes a few activities, also of hidden files that were read last; what lies around them is matched again."""
    of_hidden_files = Activity.objects.filter(source_file__reason=BEING_DELETED)
    for activities in (ResetChoice.of(reset).activities, of_hidden_files):
        if part := list(activities.order_by("started_at")[:PART_SIZE]):
            delete_activities(part)
            return []
    return None


def delete_copies(reset: Reset) -> list[str] | None:
    """Deletes a batch of copies of files that are being deleted."""
    return _delete_batch(SourceFile.objects.filter(copy_of__reason=BEING_DELETED))


def delete_files(reset: Reset) -> list[str] | None:
    """Deletes a batch of files of which no activity is left."""
    rows = SourceFile.objects.filter(reason=BEING_DELETED, activities=None)
    named = dict(rows.values_list("pk", "content")[:BATCH_SIZE])
    SourceFile.objects.filter(pk__in=list(named)).delete()
    return [name for name in named.values() if name] if named else None


def delete_exports(reset: Reset) -> list[str] | None:
    """Deletes parts of archives, which hold what is deleted here, else imports of one, else exports without parts."""
    stored: tuple[QuerySet[Any], ...] = (
        ExportPart.objects.exclude(export__state=Export.State.MAKING),
        AccountImport.objects.exclude(state=AccountImport.State.RUNNING),
    )
    for rows in stored:
        if contents := dict(rows.values_list("pk", "content")[:BATCH_SIZE]):
            rows.model.objects.filter(pk__in=list(contents)).delete()
            return [name for name in contents.values() if name]
    return _delete_batch(Export.objects.exclude(state=Export.State.MAKING))


def delete_uploads(reset: Reset) -> list[str] | None:
    """Deletes a batch of uploads of which no file is left."""
    return _delete_batch(Upload.objects.filter(files=None, started_at__lte=reset.requested_at))


def delete_syncs(reset: Reset) -> list[str] | None:
    """Deletes what the syncs of everything have left: what they listed, and skipped, gear, and notifications."""
    pulls = Pull.objects.filter(started_at__lte=reset.requested_at)
    skipped = SkippedActivity.objects.filter(listed_at__lte=reset.requested_at)
    gear = Gear.objects.exclude(connection__pulls__started_at__gt=reset.requested_at)
    notifications = Notification.objects.filter(created_at__lte=reset.requested_at)
    return _delete_first(pulls, skipped, gear, notifications) if _is_whole(reset) else None


def delete_answers(reset: Reset) -> list[str] | None:
    """Deletes what the athlete told tracekit, and attempts to connect."""
    if not reset.is_everything:
        return None
    before = reset.requested_at
    return _delete_first(
        IgnoredDifference.objects.filter(ignored_at__lte=before),
        Decision.objects.filter(decided_at__lte=before),
        WorkoutName.objects.filter(named_at__lte=before),
        ActivityReference.objects.filter(decisions_first=None, decisions_second=None).filter(
            ignored_differences=None, name_references=None
        ),
        OAuthState.objects.filter(created_at__lte=before),
    )


def delete_crowded_days(reset: Reset) -> list[str] | None:
    """Deletes the days that were crowded, once no activity is left."""
    return None if Activity.objects.exists() else _delete_batch(CrowdedDay.objects.all())


DELETIONS: tuple[Deletion, ...] = (
    hide_files,
    delete_folder_files,
    delete_write_backs,
    delete_trimmed,
    delete_chosen_activities,
    end_connections,
    delete_copies,
    delete_files,
    delete_exports,
    delete_uploads,
    delete_syncs,
    delete_answers,
    delete_crowded_days,
)


def _delete_part_of_closed() -> list[str] | None:
    connection = Connection.objects.closed().first()
    if connection is None:
        return None
    delete_part_of_closed(connection.pk, PART_SIZE)
    return []


def _is_whole(reset: Reset) -> bool:
    return not ResetChoice.of(reset).is_partial


def _delete_first(*querysets: QuerySet[Any]) -> list[str] | None:
    """Deletes a batch of the first rows that are left."""
    return next((done for rows in querysets if (done := _delete_batch(rows)) is not None), None)


def _delete_batch(rows: QuerySet[Any]) -> list[str] | None:
    ids = list(rows.values_list("pk", flat=True)[:BATCH_SIZE])
    rows.model.objects.filter(pk__in=ids).delete()
    return [] if ids else None
