"""Questions in words: two workouts that may be one."""

from collections.abc import Iterable
from dataclasses import dataclass

from matching.engine.verdict import VerdictKind
from matching.engine.wording import count_text, duration_text
from matching.models import Question
from matching.workouts import WorkoutDetails

_WORDS = {
    VerdictKind.TWICE: ("Nearly the same as ", "."),
    VerdictKind.PARTS: ("One may be a part of the other: ", "."),
    VerdictKind.OVERLAP: ("At the same time as ", "."),
    VerdictKind.SPORT: ("At the same time as ", ", which says another sport."),
    VerdictKind.DAY: ("On the same day as ", ", and equal but for the hidden time."),
}


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """`before other after`: why this workout and the other one may be the same."""

    before: str
    other: WorkoutDetails
    after: str


def open_questions(
    questions: Iterable[Question], here: WorkoutDetails, others: Iterable[WorkoutDetails]
) -> list[OpenQuestion]:
    """The questions between this workout and the others; not those about one that was deleted this very moment."""
    home = {one.id: other for other in others for one in other.activities}
    own = {one.id for one in here.activities}
    found = []
    for question in questions:
        there = question.second_id if question.first_id in own else question.first_id
        if there in home:
            before, after = words(question)
            found.append(OpenQuestion(before, home[there], after))
    return found


def words(question: Question) -> tuple[str, str]:
    """What is said before and after the other workout's name: `One hour apart from `, `.`"""
    if question.kind == VerdictKind.SHIFT and question.shift_s:
        return f"{_apart(question.shift_s)} apart from ", "."
    return _WORDS[VerdictKind(question.kind)]


def _apart(seconds: int) -> str:
    hours, rest = divmod(seconds, 3600)
    if rest:
        return f"Exactly {duration_text(seconds)}"
    return "One hour" if hours == 1 else count_text(hours, "hour")
