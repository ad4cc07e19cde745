"""Builds the page of one workout."""

from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse

from accounts.models import Account
from activities.calendar import month_of
from activities.provider_labels import sorted_labels
from matching.models import Question, Workout
from matching.nearest import workouts_around
from matching.state_inputs import load_expected_providers
from matching.web.pages.activity_columns import ActivityColumn, activity_columns
from matching.web.pages.activity_link import activity_link
from matching.web.pages.changes import Changes, changes_of
from matching.web.pages.fields import FieldTable, field_table, leader_figures
from matching.web.pages.file_fetch import FileFetchCell, file_fetch_cells
from matching.web.pages.links import Link, day_url, month_link
from matching.web.pages.match_explanation import MatchExplanation, explain_match
from matching.web.pages.open_questions import OpenQuestion, open_questions
from matching.web.pages.trimmed_links import TrimmedLink, trimmed_links
from matching.web.pages.wording import CROWDED_TEXT, join_words, spell_number
from matching.web.pages.write_back_status import WriteBackStatus
from matching.workouts import WorkoutDetails, load_leg_ids, load_workouts


@dataclass(frozen=True, slots=True)
class WorkoutPage:
    """Represents one workout; `explanation` is None for a single activity.

    `legs` are those of its multisport event, itself among them; `file_fetches` are by the id of the activity.
    """

    workout: WorkoutDetails
    explanation: MatchExplanation | None
    fields: FieldTable
    figures: list[tuple[str, str]]
    questions: list[OpenQuestion]
    legs: list[WorkoutDetails]
    trimmed_links: list[TrimmedLink]
    changes: Changes
    file_fetches: dict[int, FileFetchCell]
    month: Link
    earlier: Link | None
    later: Link | None

    @property
    def summary(self) -> str:
        """Returns how many activities it is: `Matched from two files.`."""
        activities = self.workout.activities
        if len(activities) == 1:
            return f"Only {self.columns[0].provider_label.phrase}."
        sources = "files" if all(activity.source_file_id for activity in activities) else "sources"
        return f"Matched from {spell_number(len(activities)).lower()} {sources}."

    @property
    def crowded_text(self) -> str:
        """Returns why it was compared with nothing; empty when it was."""
        return CROWDED_TEXT if self.workout.is_crowded else ""

    @property
    def missing_text(self) -> str:
        """Returns where it should be and is not: `Missing on Strava.`; empty when it is everywhere."""
        phrases = [label.phrase for label in sorted_labels(self.workout.missing)]
        return f"Missing {join_words(phrases)}." if phrases else ""

    @property
    def day_url(self) -> str:
        """Returns the address of its day, where it can be joined with another workout."""
        return day_url(self.workout.local_date)

    @property
    def columns(self) -> list[ActivityColumn]:
        """Returns its activities side by side."""
        return activity_columns(self.workout)

    @property
    def links(self) -> list[tuple[ActivityColumn, Link | None]]:
        """Returns the link to each of its activities at its platform; None for files."""
        return [(column, self._link(column)) for column in self.columns]

    def _link(self, column: ActivityColumn) -> Link | None:
        connection = self.changes.connections.get(column.activity.provider)
        return activity_link(connection, column.activity.provider_id) if connection else None

    @property
    def write_backs(self) -> list[tuple[WriteBackStatus, bool]]:
        """Returns its write-backs, newest first, and whether each can be undone here."""
        return [(write_back, self.changes.can_undo(write_back)) for write_back in self.changes.write_backs]

    @property
    def leader_text(self) -> str:
        """Returns the text that says which activity leads, and what that means for the others."""
        if len(self.columns) == 1:
            return "This is everything tracekit stores about this activity."
        return f"Values come from {self.columns[0].title}. Where another source differs, both are shown."

    @property
    def has_platforms(self) -> bool:
        """Returns whether one of its activities comes from a platform, and so has an id that means something there."""
        return not all(activity.source_file_id for activity in self.workout.activities)

    @property
    def has_files(self) -> bool:
        """Returns whether one of its activities comes from a file, or has one that can be fetched."""
        return bool(self.file_fetches) or any(activity.source_file_id for activity in self.workout.activities)

    @property
    def files(self) -> list[tuple[ActivityColumn, FileFetchCell | None]]:
        """Returns for each of its activities how its file can be fetched; None where it cannot."""
        return [(column, self.file_fetches.get(column.activity.id)) for column in self.columns]

    @property
    def differences_text(self) -> str:
        """Returns on how many fields its activities disagree: `Two values differ.`; empty when they agree."""
        count = sum(row.has_differences for row in self.fields.rows)
        return f"{spell_number(count)} value{' differs' if count == 1 else 's differ'}." if count else ""


def workout_page(row: Workout, account: Account) -> WorkoutPage:
    """Reads all of a workout's page: its own activities, the workouts that may be the same, and its legs.

    Raises Workout.DoesNotExist when the workout was deleted, or became one with another, this very moment.
    """
    questions = list(Question.objects.about_workout(row))
    legs = load_leg_ids(row.leader)
    asked_about = {activity for question in questions for activity in (question.first_id, question.second_id)}
    members = {row.leader_id, *legs, *asked_about}
    expected = load_expected_providers()
    workouts = load_workouts(Workout.objects.filter(members__activity__in=members), expected)
    workout = next((workout for workout in workouts if workout.id == row.pk), None)
    if workout is None:
        raise Workout.DoesNotExist
    changes = changes_of([workout], account)[workout.id]
    earlier, later = workouts_around(row)
    return WorkoutPage(
        workout,
        explain_match(workout, account) if len(workout.activities) > 1 else None,
        field_table(workout, account, changes.lines),
        list(leader_figures(workout, account)),
        open_questions(questions, workout, workouts),
        sorted((other for other in workouts if _is_one_of(legs, other)), key=_leg),
        trimmed_links(workout, account),
        changes,
        file_fetch_cells(workout, changes.connections.values(), account),
        month_link(month_of(row.local_date)),
        _workout_link(earlier, "Earlier workout"),
        _workout_link(later, "Later workout"),
    )


def _workout_link(id: UUID | None, name: str) -> Link | None:
    return Link(reverse("workout", args=[id]), name) if id else None


def _is_one_of(legs: set[int], workout: WorkoutDetails) -> bool:
    return not legs.isdisjoint(activity.id for activity in workout.activities)


def _leg(workout: WorkoutDetails) -> int:
    return workout.leader.leg or 0
