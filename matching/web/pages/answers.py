"""Builds the buttons that answer whether two workouts are the same."""

from dataclasses import dataclass

from matching.engine.decision_kind import DecisionKind
from matching.engine.verdict_kind import VerdictKind

ANSWER_LABELS = {
    DecisionKind.SAME: "Same workout",
    DecisionKind.DUPLICATE: "Duplicate",
    DecisionKind.DIFFERENT: "Not the same",
}


@dataclass(frozen=True, slots=True)
class AnswerButton:
    """Represents a button that answers a question; the likely answer is the filled one."""

    kind: DecisionKind
    is_likely: bool

    @property
    def label(self) -> str:
        """Returns what the button says."""
        return ANSWER_LABELS[self.kind]

    @property
    def shortcut(self) -> str:
        """Returns the key that presses it on the first card: `y` for the likely answer, `n` for "Not the same"."""
        return "y" if self.is_likely else "n" if self.kind is DecisionKind.DIFFERENT else "d"


def answer_buttons(kind: VerdictKind) -> list[AnswerButton]:
    """Returns the answers that a question of this kind can have, the likely one first.

    Two activities of one connection can only be a duplicate; others are probably the same workout.
    """
    has_one_source = kind is VerdictKind.POSSIBLE_DUPLICATE
    likely = DecisionKind.DUPLICATE if has_one_source else DecisionKind.SAME
    kinds = [answer for answer in ANSWER_LABELS if answer is not DecisionKind.SAME or not has_one_source]
    kinds.sort(key=lambda answer: answer is not likely)
    return [AnswerButton(answer, answer is likely) for answer in kinds]
