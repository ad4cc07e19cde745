"""Loads the open questions, the newest first, and groups those that one answer can settle."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from matching.engine.verdict_kind import VerdictKind
from matching.models import Question

MIN_GROUP_SIZE = 3
"""From so many on, questions about the same clock are answered together."""


class QuestionPair(NamedTuple):
    """Represents the two workouts of a question, with provider and start of the activities that it is about."""

    kind: str
    shift_s: int | None
    first_workout: UUID
    second_workout: UUID
    first_provider: str
    second_provider: str
    first_start: datetime
    second_start: datetime

    @property
    def clocks(self) -> tuple[int | None, str, str]:
        """Returns by how much which clock is ahead of which other one, where that is the question."""
        in_order = sorted([(self.first_start, self.first_provider), (self.second_start, self.second_provider)])
        return self.shift_s, in_order[0][1], in_order[1][1]

    @property
    def newest_start(self) -> datetime:
        """Returns the later of the two starts."""
        return max(self.first_start, self.second_start)


@dataclass(frozen=True, slots=True)
class QuestionGroup:
    """Represents questions with one answer: a single one, or several about the same clock. The newest comes first."""

    kind: VerdictKind
    pairs: list[QuestionPair]

    @property
    def workout_ids(self) -> set[UUID]:
        """Returns the ids of all workouts that are asked about."""
        return {id for pair in self.pairs for id in (pair.first_workout, pair.second_workout)}


_COLUMNS = (
    *("kind", "shift_s", "first__member__workout", "second__member__workout"),
    *("first__provider", "second__provider", "first__started_at", "second__started_at"),
)


def load_question_groups() -> list[QuestionGroup]:
    """Returns all open questions in groups, the newest first: one query."""
    pairs = map(QuestionPair._make, Question.objects.visible().values_list(*_COLUMNS))
    groups = [group for pairs_of_kind in _by_clocks(pairs) for group in _split_small(pairs_of_kind)]
    return sorted(groups, key=lambda group: group.pairs[0].newest_start, reverse=True)


def _by_clocks(pairs: Iterable[QuestionPair]) -> list[list[QuestionPair]]:
    groups: dict[object, list[QuestionPair]] = {}
    for pair in sorted(pairs, key=lambda pair: pair.newest_start, reverse=True):
        key = pair.clocks if pair.kind == VerdictKind.CLOCK_SHIFT else pair
        groups.setdefault(key, []).append(pair)
    return list(groups.values())


def _split_small(pairs: list[QuestionPair]) -> list[QuestionGroup]:
    kind = VerdictKind(pairs[0].kind)
    if len(pairs) >= MIN_GROUP_SIZE:
        return [QuestionGroup(kind, pairs)]
    return [QuestionGroup(kind, [pair]) for pair in pairs]
