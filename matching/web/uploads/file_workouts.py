"""Where files' activities are: their workouts, and the questions about those."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Q, QuerySet

from activities.models import Activity
from matching.models import Question, Workout
from matching.web.pages.open_questions import OpenQuestion, open_questions
from matching.workout_activity import WorkoutActivity
from matching.workouts import WorkoutDetails, load_workouts


class FileWorkout(NamedTuple):
    """An activity of a file, and the workout it landed in."""

    activity: WorkoutActivity
    shown: WorkoutDetails


@dataclass(frozen=True, slots=True)
class FileWorkouts:
    """For each file its activities in their order, each with its workout; and the open questions about activities."""

    landed: dict[UUID, list[FileWorkout]]
    questions: dict[int, list[Question]]
    workouts: list[WorkoutDetails]

    def of(self, file_id: UUID) -> list[FileWorkout]:
        """The file's activities and their workouts; none of a file that was not read."""
        return self.landed.get(file_id, [])

    def asked(self, one: FileWorkout) -> list[OpenQuestion]:
        """What is asked about the activity."""
        return open_questions(self.questions.get(one.activity.id, ()), one.shown, self.workouts)


def file_workouts(files: Iterable[UUID] | QuerySet[Any, Any]) -> FileWorkouts:
    """Finds them for these files, by ids or a query of ids: two queries, however many files."""
    theirs = Activity.objects.filter(source_file__in=files)
    questions: dict[int, list[Question]] = defaultdict(list)
    for one in Question.objects.filter(Q(first__in=theirs) | Q(second__in=theirs)).order_by("id"):
        questions[one.first_id].append(one)
        questions[one.second_id].append(one)
    wanted = Workout.objects.filter(Q(members__activity__in=theirs) | Q(members__activity__in=list(questions)))
    workouts = load_workouts(wanted)
    landed: dict[UUID, list[FileWorkout]] = defaultdict(list)
    for shown in workouts:
        for activity in shown.activities:
            if activity.source_file_id:
                landed[activity.source_file_id].append(FileWorkout(activity, shown))
    for found in landed.values():
        found.sort(key=lambda one: (one.activity.leg or 0, one.activity.started_at, one.activity.id))
    return FileWorkouts(landed, questions, workouts)
