"""Finds the workouts of files: for each file its activities, their workouts, and the open questions about them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Q, QuerySet

from activities.models import Activity
from matching.models import Member, Question, Workout
from matching.web.pages.open_questions import OpenQuestion, open_questions
from matching.workout_activity import WorkoutActivity
from matching.workouts import WorkoutDetails, load_workouts


class FileWorkout(NamedTuple):
    """Represents an activity of a file, and the workout that it belongs to."""

    activity: WorkoutActivity
    workout: WorkoutDetails


@dataclass(frozen=True, slots=True)
class FileWorkouts:
    """Holds the activities of each file in their order, each with its workout, and the questions by activity."""

    by_file: dict[UUID, list[FileWorkout]]
    questions: dict[int, list[Question]]
    workouts: list[WorkoutDetails]

    def of_file(self, file_id: UUID) -> list[FileWorkout]:
        """Returns the file's activities and their workouts; none for a file that was not read."""
        return self.by_file.get(file_id, [])

    def questions_about(self, file_workout: FileWorkout) -> list[OpenQuestion]:
        """Returns the open questions about the activity."""
        questions = self.questions.get(file_workout.activity.id)
        return open_questions(questions, file_workout.workout, self.workouts) if questions else []


def file_workouts(files: Iterable[UUID] | QuerySet[Any, Any]) -> FileWorkouts:
    """Finds the workouts of these files, given by ids or by a query of ids: two queries, however many files.

    The ids of the workouts come from their members: beyond eight relations PostgreSQL does not look for the best order
    to join in. Those come from a query of activities: SQLite would read all members of the account.
    """
    questions: dict[int, list[Question]] = defaultdict(list)
    in_files = Question.objects.visible().filter(Q(first__source_file__in=files) | Q(second__source_file__in=files))
    for question in in_files.order_by("id"):
        questions[question.first_id].append(question)
        questions[question.second_id].append(question)
    activities = Activity.objects.filter(source_file__in=files).values("pk")
    own = Member.objects.filter(activity__in=activities).values("workout")
    others = (
        Question.objects.visible().filter(**{f"{side}__source_file__in": files}).values(f"{other}__member__workout")
        for side, other in (("first", "second"), ("second", "first"))
    )
    workouts = load_workouts(Workout.objects.filter(pk__in=own.union(*others)))
    return FileWorkouts(_by_file(workouts), questions, workouts)


def _by_file(workouts: Iterable[WorkoutDetails]) -> dict[UUID, list[FileWorkout]]:
    by_file: dict[UUID, list[FileWorkout]] = defaultdict(list)
    for workout in workouts:
        for activity in workout.activities:
            if activity.source_file_id:
                by_file[activity.source_file_id].append(FileWorkout(activity, workout))
    for rows in by_file.values():
        rows.sort(key=lambda row: (row.activity.leg or 0, row.activity.started_at, row.activity.id))
    return by_file
