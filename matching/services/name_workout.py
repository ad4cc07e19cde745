"""Gives a workout the athlete's own name, and takes it back."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from accounts.services.lock_account import lock_account
from activities.record import clean_text
from matching.models import NameReference, Workout, WorkoutName
from matching.services.references import delete_unused_references, reference_activities
from matching.services.rematch import rematch_stored


class NameRefused(ValueError):
    """The text holds no character that can be shown."""


def name_workout(workout: Workout, text: str) -> WorkoutName | None:
    """Names a workout of the current owner: the name leads from now on, wherever its activities come from.

    Returns None when it has that name already. Raises NameRefused for an empty name.
    """
    name = clean_text(text)
    if not name:
        raise NameRefused
    with transaction.atomic():
        lock_account()
        workout = Workout.objects.get(pk=workout.pk)
        if workout.own_name == name:
            return None
        members = list(workout.members.values_list("activity", flat=True))
        named = WorkoutName.objects.create(name=name)
        references = reference_activities(members).values()
        NameReference.objects.bulk_create(
            NameReference(workout_name=named, reference=reference) for reference in references
        )
        rematch_stored(members)
        return named


def take_name_back(name_id: UUID) -> None:
    """Deletes a name that the current owner gave; the one before it, or that of an activity, leads again."""
    with transaction.atomic():
        lock_account()
        ids = NameReference.objects.filter(workout_name=name_id).values_list("reference__activity_id", flat=True)
        affected = _stored(ids)
        WorkoutName.objects.filter(pk=name_id).delete()
        rematch_stored(affected)
        delete_unused_references()


def _stored(activity_ids: Iterable[int | None]) -> list[int]:
    return [id for id in activity_ids if id is not None]
