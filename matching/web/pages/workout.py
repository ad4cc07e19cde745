"""The page of one workout."""

from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse

from accounts.models import Account
from activities.calendar import month_of
from activities.provider_labels import sorted_labels
from activities.sports import family_of
from matching.models import Question, Workout
from matching.nearest import workouts_around
from matching.state_inputs import load_expected_providers
from matching.web.pages.activity_columns import ActivityColumn, activity_columns
from matching.web.pages.changes import Changes, changes_of
from matching.web.pages.fields import Fields, fields, figures
from matching.web.pages.link import link_to
from matching.web.pages.links import Link, to_month
from matching.web.pages.match_explanation import MatchExplanation, explain_match
from matching.web.pages.open_questions import OpenQuestion, open_questions
from matching.web.pages.trimmed_links import TrimmedLink, trimmed_links
from matching.web.pages.wording import listed, spelt
from matching.web.pages.write_back_status import WriteBackStatus
from matching.workouts import WorkoutDetails, load_leg_ids, load_workouts

_WORDS = {"cycling": "ride", "running": "run", "swimming": "swim", "walking": "walk"}


@dataclass(frozen=True, slots=True)
class WorkoutPage:
    """One workout: `why` is None for a single activity, `legs` are those of its outing, itself among them."""

    shown: WorkoutDetails
    why: MatchExplanation | None
    fields: Fields
    figures: list[tuple[str, str]]
    asked: list[OpenQuestion]
    legs: list[WorkoutDetails]
    rests: list[TrimmedLink]
    changes: Changes
    month: Link
    earlier: Link | None
    later: Link | None

    @property
    def sentence(self) -> str:
        """How many activities it is: `Two files are this one ride.`"""
        members = self.shown.activities
        if len(members) == 1:
            return f"Only {self.columns[0].place.phrase}."
        what = "files" if all(one.source_file_id for one in members) else "activities"
        return f"{spelt(len(members))} {what} are this one {_WORDS.get(family_of(self.shown.sport), 'workout')}."

    @property
    def missing(self) -> str:
        """Where it should be and is not: `Missing on Strava.`"""
        places = sorted_labels(self.shown.missing)
        return f"Missing {listed([place.phrase for place in places])}." if places else ""

    @property
    def columns(self) -> list[ActivityColumn]:
        """Its activities, side by side."""
        return activity_columns(self.shown)

    @property
    def links(self) -> list[tuple[ActivityColumn, Link | None]]:
        """The way to each of its activities at its platform; None for files."""
        connections = self.changes.connections
        return [
            (column, link_to(connections[one.provider], one.provider_id) if one.provider in connections else None)
            for column in self.columns
            for one in [column.activity]
        ]

    @property
    def journal(self) -> list[tuple[WriteBackStatus, bool]]:
        """What was written, newest first, and whether it can be undone here."""
        return [(one, self.changes.can_undo(one)) for one in self.changes.written]

    @property
    def leads(self) -> str:
        """Who leads, and what follows from it."""
        if len(self.columns) == 1:
            return "All that is kept of it."
        return f"{self.columns[0].title} leads. Where another one says something else, it stands beside it."

    @property
    def has_files(self) -> bool:
        """Whether one of its activities comes from a file."""
        return any(one.source_file_id for one in self.shown.activities)

    @property
    def differing(self) -> str:
        """On how many fields its activities disagree: `Two values differ.`"""
        count = sum(line.differs for line in self.fields.lines)
        return f"{spelt(count)} value{' differs' if count == 1 else 's differ'}." if count else ""


def workout_page(workout: Workout, account: Account) -> WorkoutPage:
    """Reads all of a workout's page: its own activities, those it may be one with, and its legs.

    Raises Workout.DoesNotExist when it was deleted, or became one with another, this very moment.
    """
    questions = list(Question.objects.about_workout(workout))
    legs = load_leg_ids(workout.leader)
    wanted = {workout.leader_id, *legs, *(one.first_id for one in questions), *(one.second_id for one in questions)}
    expected = load_expected_providers()
    read = load_workouts(Workout.objects.filter(members__activity__in=wanted), expected)
    here = next((one for one in read if one.id == workout.pk), None)
    if here is None:
        raise Workout.DoesNotExist
    changes = changes_of([here], account)[here.id]
    earlier, later = workouts_around(workout)
    return WorkoutPage(
        here,
        explain_match(here, account) if len(here.activities) > 1 else None,
        fields(here, account, changes.lines),
        list(figures(here, account)),
        open_questions(questions, here, read),
        sorted((one for one in read if legs & {activity.id for activity in one.activities}), key=_leg),
        trimmed_links(here, account),
        changes,
        to_month(month_of(workout.leader.local_date)),
        _step(earlier, "Earlier workout"),
        _step(later, "Later workout"),
    )


def _step(id: UUID | None, name: str) -> Link | None:
    return Link(reverse("workout", args=[id]), name) if id else None


def _leg(shown: WorkoutDetails) -> int:
    return shown.leader.leg or 0
