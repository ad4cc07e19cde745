"""Lists an account's workouts and the activities of each: `python -m tracekit workouts --json`."""

import json
from collections import defaultdict
from typing import Any
from uuid import UUID

from django.core.management.base import CommandParser

from accounts.command import OwnerCommand
from matching.models import Member, Question, Workout


class Command(OwnerCommand):
    """Prints one line a workout, oldest first: its id, its activities by provider ids (leader first), its questions."""

    help = "Print an account's workouts, oldest first."

    def add_arguments(self, parser: CommandParser) -> None:
        """Adds `--json`."""
        super().add_arguments(parser)
        parser.add_argument("--json", action="store_true", help="one JSON object per line")

    def run(self, *, json: bool = False, **options: Any) -> None:
        """Prints the workouts and changes nothing."""
        members, possible = _members(), _possible()
        for workout in Workout.objects.visible().select_related("leader").order_by("leader__started_at", "leader_id"):
            self.stdout.write(_line(workout, members[workout.pk], sorted(possible[workout.pk]), json))


def _members() -> dict[UUID, list[Member]]:
    members = defaultdict(list)
    order = ("workout", "-is_counted", "activity__provider", "activity__provider_id")
    for member in Member.objects.visible().select_related("activity").order_by(*order):
        members[member.workout_id].append(member)
    return members


def _possible() -> dict[UUID, set[str]]:
    possible = defaultdict(set)
    for first, second in Question.objects.visible().values_list("first__member__workout", "second__member__workout"):
        possible[first].add(str(second))
        possible[second].add(str(first))
    return possible


def _line(workout: Workout, members: list[Member], possible: list[str], as_json: bool) -> str:
    ordered = sorted(members, key=lambda member: member.activity_id != workout.leader_id)
    if not as_json:
        names = ", ".join(member.activity.provider for member in ordered)
        return f"{workout.leader.started_at:%Y-%m-%d %H:%M} UTC  {workout.leader.sport}  {names}"
    activities = [
        {"provider": member.activity.provider, "provider_id": member.activity.provider_id, "counts": member.is_counted}
        for member in ordered
    ]
    line = {
        "workout": str(workout.pk),
        "differs": workout.has_differences,
        "activities": activities,
        "possible": possible,
    }
    return json.dumps(line)
