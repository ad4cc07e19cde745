"""Lets an account have told tracekit something about its workouts, in each way."""

from uuid import UUID

from matching.engine.decision_kind import DecisionKind
from matching.models import Workout
from matching.services.decide import decide_about_workouts
from matching.services.ignore import ignore_difference
from matching.services.name_workout import name_workout


def correct_workouts(word: str, ids: dict[str, str]) -> dict[str, str]:
    """Answers, ignores and names for the current owner; returns the ids of what was said by name."""
    second, third = (UUID(ids[name]) for name in ("second_workout", "third_workout"))
    answer = decide_about_workouts(DecisionKind.DIFFERENT, [(second, third)])
    ignored = ignore_difference(Workout.objects.get(pk=third), int(ids["third_activity"]), "name")
    named = name_workout(Workout.objects.get(pk=second), f"{word} name")
    assert named is not None
    return {"decision": str(answer.decisions[0].pk), "ignored": str(ignored.pk), "name": str(named.pk)}
