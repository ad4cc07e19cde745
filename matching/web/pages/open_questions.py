"""Builds the open questions: whether two workouts are the same."""

from collections.abc import Iterable
from dataclasses import dataclass

from matching.engine.thresholds import WEEK_ROLLOVERS_S
from matching.engine.verdict_kind import VerdictKind
from matching.engine.wording import count_text, duration_text
from matching.models import Question
from matching.web.pages.answers import AnswerButton, answer_buttons
from matching.workouts import WorkoutDetails

ROLLOVER_TEXT = ", as when an old GPS receiver counts its weeks from the start again."
_TEXTS = {
    VerdictKind.POSSIBLE_DUPLICATE: ("Nearly the same as ", "."),
    VerdictKind.PART_OF: ("One may be a part of the other: ", "."),
    VerdictKind.OVERLAP: ("At the same time as ", "."),
    VerdictKind.SPORT_MISMATCH: ("At the same time as ", ", which says another sport."),
    VerdictKind.SAME_DAY: ("On the same day as ", ", and equal but for the hidden time."),
}
"""These texts stand before and after the name of the other workout."""


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """Represents why a workout and an `other` one may be the same: the texts `before` and `after` its name.

    `pairs` and `buttons` are what a form sends to answer it.
    """

    before: str
    other: WorkoutDetails
    after: str
    pairs: list[str]
    buttons: list[AnswerButton]


def open_questions(
    questions: Iterable[Question], workout: WorkoutDetails, others: Iterable[WorkoutDetails]
) -> list[OpenQuestion]:
    """Returns the questions between a workout and the others, without those about one that was deleted meanwhile."""
    workout_of = {activity.id: other for other in others for activity in other.activities}
    own = {activity.id for activity in workout.activities}
    answerable = []
    for question in questions:
        other_id = question.second_id if question.first_id in own else question.first_id
        if other_id in workout_of:
            before, after = question_texts(question)
            other, buttons = workout_of[other_id], answer_buttons(VerdictKind(question.kind))
            answerable.append(OpenQuestion(before, other, after, [f"{workout.id},{other.id}"], buttons))
    return answerable


def question_texts(question: Question) -> tuple[str, str]:
    """Returns the texts before and after the name of the other workout, `One hour apart from ` and `.` for example."""
    if question.kind == VerdictKind.CLOCK_SHIFT and question.shift_s:
        before = f"{_format_shift(question.shift_s)} apart from "
        return before, ROLLOVER_TEXT if question.shift_s in WEEK_ROLLOVERS_S else "."
    return _TEXTS[VerdictKind(question.kind)]


def _format_shift(seconds: int) -> str:
    hours, rest = divmod(seconds, 3600)
    if rest or seconds in WEEK_ROLLOVERS_S:
        return f"Exactly {duration_text(seconds)}"
    return "One hour" if hours == 1 else count_text(hours, "hour")
