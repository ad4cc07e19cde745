"""Where files' activities are: their workouts, and the questions about those."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from activities.models import Activity
from matching.models import Question, Workout
from matching.pages.asked import Asked, asked
from matching.pages.shown import Shown, shown_of

Place = tuple[Activity, Shown]
"""An activity and its workout."""


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """For each file its activities in their order, each with its workout; and the open questions about activities."""

    places: dict[UUID, list[Place]]
    questions: dict[int, list[Question]]
    workouts: list[Shown]

    def of(self, file_id: UUID) -> list[Place]:
        """The file's activities and their workouts; none of a file that was not read."""
        return self.places.get(file_id, [])

    def asked(self, place: Place) -> list[Asked]:
        """What is asked about the activity."""
        activity, shown = place
        return asked(self.questions.get(activity.pk, ()), shown, self.workouts)


def whereabouts(files: Iterable[UUID] | QuerySet) -> Whereabouts:  # type: ignore[type-arg]
    """Finds them for these files, by ids or a query of ids: two queries, however many files."""
    theirs = Activity.objects.filter(source_file__in=files)
    questions: dict[int, list[Question]] = defaultdict(list)
    for one in Question.objects.filter(Q(first__in=theirs) | Q(second__in=theirs)).order_by("id"):
        questions[one.first_id].append(one)
        questions[one.second_id].append(one)
    wanted = Workout.objects.filter(Q(members__activity__in=theirs) | Q(members__activity__in=list(questions)))
    workouts = shown_of(wanted)
    places: dict[UUID, list[Place]] = defaultdict(list)
    for shown in workouts:
        for activity in shown.activities:
            if activity.source_file_id:
                places[activity.source_file_id].append((activity, shown))
    for found in places.values():
        found.sort(key=lambda place: (place[0].leg or 0, place[0].started_at, place[0].pk))
    return Whereabouts(places, questions, workouts)
