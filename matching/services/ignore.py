"""Ignores differences for good when the athlete says so, and brings them back."""

from uuid import UUID

from django.db import transaction

from accounts.services.lock_account import lock_account
from activities.models import Activity
from matching.models import IgnoredDifference, Member, Workout, WriteBack
from matching.services.references import delete_unused_references, reference_activities
from matching.services.rematch import rematch_stored
from matching.workouts import load_workouts


class NoSuchDifference(Exception):
    """The activity does not differ from its workout in that field (any more)."""


def ignore_difference(workout: Workout, activity_id: int, field: str) -> IgnoredDifference:
    """Ignores that an activity differs from its workout in a field, whatever its value becomes later.

    That also decides the conflicts of write-backs of the field. Raises NoSuchDifference when it does not differ.
    """
    with transaction.atomic():
        lock_account()
        loaded = load_workouts(Workout.objects.filter(pk=workout.pk))
        present = {(d.activity.id, d.field) for details in loaded for d in details.differences}
        if (activity_id, field) not in present:
            raise NoSuchDifference
        reference = reference_activities([activity_id])[activity_id]
        ignored = IgnoredDifference.objects.create(reference=reference, field=field)
        rematch_stored([activity_id])
        _accept_conflicts(activity_id, field)
        return ignored


def accept_conflict(row: WriteBack) -> IgnoredDifference | None:
    """Decides that the third value which a write-back found stays, and ignores that it differs.

    Returns None when it does not differ, and when there is no such conflict; then nothing changes.
    """
    with transaction.atomic():
        lock_account()
        if not WriteBack.objects.filter(pk=row.pk).with_undecided_conflict().update(reason=WriteBack.ACCEPTED):
            return None
        activities = {"activity__provider": row.connection.provider, "activity__provider_id": row.provider_id}
        member = Member.objects.select_related("workout").filter(**activities).first()
        try:
            return ignore_difference(member.workout, member.activity_id, row.field) if member else None
        except NoSuchDifference:
            return None


def bring_back(ignored_id: UUID) -> None:
    """Stops ignoring a difference of the current owner; one that is not ignored any more stays as it is."""
    with transaction.atomic():
        lock_account()
        ignored = IgnoredDifference.objects.filter(pk=ignored_id).select_related("reference").first()
        if ignored is None:
            return
        activity_id = ignored.reference.activity_id
        ignored.delete()
        if activity_id is not None:
            rematch_stored([activity_id])
        delete_unused_references()


def _accept_conflicts(activity_id: int, field: str) -> None:
    activity = Activity.objects.get(pk=activity_id)
    of_field = {"connection__provider": activity.provider, "provider_id": activity.provider_id, "field": field}
    WriteBack.objects.filter(**of_field).with_undecided_conflict().update(reason=WriteBack.ACCEPTED)
