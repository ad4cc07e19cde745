"""Finds workouts by the ids in addresses: the only way in for a page."""

from uuid import UUID

from django.shortcuts import get_object_or_404

from matching.models import Workout


def own_workout(id: UUID) -> Workout:
    """Returns the person's own workout of an id. Raises Http404 for a foreign id and for an absent one alike."""
    return get_object_or_404(Workout.objects.visible().select_related("leader"), pk=id)
