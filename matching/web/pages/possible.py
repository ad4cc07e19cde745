"""Builds the page of possible duplicates: a card for each question, or for several that one answer settles."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from django.core.paginator import Page, Paginator

from accounts.models import Account
from activities.provider_labels import provider_label
from matching.engine.decision_kind import DecisionKind
from matching.engine.leader import leader_order
from matching.engine.thresholds import WEEK_ROLLOVERS_S
from matching.engine.verdict_kind import VerdictKind
from matching.engine.wording import duration_text
from matching.models import Workout
from matching.question_groups import QuestionGroup, QuestionPair, load_question_groups
from matching.web.pages.answers import ANSWER_LABELS, AnswerButton, answer_buttons
from matching.web.pages.match_explanation import MatchExplanation, explain_match
from matching.web.pages.wording import format_count
from matching.workouts import WorkoutDetails, load_workouts

CARDS_PER_PAGE = 20
_REASONS = {
    VerdictKind.PART_OF: "One lies within the other, so it may be a part of it.",
    VerdictKind.OVERLAP: "They were recorded at the same time, but their lengths or distances differ.",
    VerdictKind.SPORT_MISMATCH: "They have the same time and length, but their sports differ.",
    VerdictKind.SAME_DAY: "They have the same day, length and distance. The start of one is hidden.",
}


@dataclass(frozen=True, slots=True)
class QuestionCard:
    """Represents a question with its workouts; `explanation` is None for several questions with one answer."""

    group: QuestionGroup
    rows: list[tuple[WorkoutDetails, WorkoutDetails]]
    explanation: MatchExplanation | None

    @property
    def id(self) -> str:
        """Returns the text that names the card on the page."""
        return f"question-{self.group.pairs[0].first_workout}-{self.group.pairs[0].second_workout}"

    @property
    def pairs(self) -> list[str]:
        """Returns the ids of the two workouts of each question, as the form sends them."""
        return [f"{pair.first_workout},{pair.second_workout}" for pair in self.group.pairs]

    @property
    def reason(self) -> str:
        """Returns in a sentence why they may be the same."""
        return _clock_reason(self.group) or _REASONS.get(self.group.kind) or _duplicate_reason(self.group.pairs[0])

    @property
    def preview(self) -> str:
        """Returns what the likely answer changes, where it settles several questions."""
        count = len(self.rows)
        return f"“{ANSWER_LABELS[DecisionKind.SAME]}” makes {format_count(count, 'workout')} of these {2 * count}."

    @property
    def buttons(self) -> list[AnswerButton]:
        """Returns the answers that can be given, the likely one first."""
        return answer_buttons(self.group.kind)


@dataclass(frozen=True, slots=True)
class PossiblePage:
    """Represents one page of the cards; `count` is the number of all questions."""

    cards: list[QuestionCard]
    count: int
    page: "Page[QuestionGroup]"

    @property
    def summary(self) -> str:
        """Returns how many questions there are: `4 possible duplicates. Your answers can be taken back.`."""
        return f"{format_count(self.count, 'possible duplicate')}. Every answer can be taken back."


def possible_page(account: Account, number: str) -> PossiblePage:
    """Reads the cards of one page: two queries. A number that is none of a page gives the nearest one."""
    groups = load_question_groups()
    page = Paginator(groups, CARDS_PER_PAGE).get_page(number)
    ids = {id for group in page.object_list for id in group.workout_ids}
    workouts = {workout.id: workout for workout in load_workouts(Workout.objects.filter(pk__in=ids))} if ids else {}
    cards = [_card(group, workouts, account) for group in page.object_list if group.workout_ids <= workouts.keys()]
    return PossiblePage(cards, sum(len(group.pairs) for group in groups), page)


def _card(group: QuestionGroup, workouts: Mapping[UUID, WorkoutDetails], account: Account) -> QuestionCard:
    rows = [(workouts[pair.first_workout], workouts[pair.second_workout]) for pair in group.pairs]
    return QuestionCard(group, rows, explain_match(_joined(*rows[0]), account) if len(rows) == 1 else None)


def _joined(first: WorkoutDetails, second: WorkoutDetails) -> WorkoutDetails:
    """Returns the one workout that the two would be, with what would differ."""
    counting = tuple(sorted(first.counting + second.counting, key=leader_order))
    return replace(first, has_differences=True, counting=counting, duplicates=first.duplicates + second.duplicates)


def _clock_reason(group: QuestionGroup) -> str:
    shift_s, earlier, later = group.pairs[0].clocks
    if not shift_s:
        return ""
    apart = f"exactly {duration_text(shift_s)}"
    if shift_s in WEEK_ROLLOVERS_S:
        return f"They are alike and {apart} apart, as when an old GPS receiver counts its weeks from the start again."
    if len(group.pairs) == 1:
        return f"They are alike and {apart} apart. One of the clocks was probably off."
    names = [provider_label(provider).phrase for provider in (later, earlier)]
    return f"{len(group.pairs)} workouts start {apart} later {names[0]} than {names[1]}, and are alike otherwise."


def _duplicate_reason(pair: QuestionPair) -> str:
    return f"Two activities {provider_label(pair.first_provider).phrase} are nearly the same."
