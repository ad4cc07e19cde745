"""Defines what the engine returns: workouts, and questions to the athlete."""

from collections.abc import Iterable
from dataclasses import dataclass

from matching.engine.candidate import Candidate
from matching.engine.leader import leader_order
from matching.engine.verdict_kind import VerdictKind


@dataclass(frozen=True, slots=True)
class MatchedWorkout:
    """Holds the activities of one workout: `counting`, at most one per source, the leader first, and `duplicates`.

    `is_crowded` says that too many activities lie around its only one to be compared.
    """

    counting: tuple[Candidate, ...]
    duplicates: tuple[Candidate, ...] = ()
    is_crowded: bool = False

    @property
    def leader(self) -> Candidate:
        """Returns the counted activity that leads."""
        return self.counting[0]

    @property
    def members(self) -> tuple[Candidate, ...]:
        """Returns all of its activities."""
        return self.counting + self.duplicates


@dataclass(frozen=True, slots=True)
class MatchQuestion:
    """A question names two activities of two workouts that may be one; `shift_s` is a suspected clock error."""

    kind: VerdictKind
    first: Candidate
    second: Candidate
    shift_s: int | None = None


@dataclass(frozen=True, slots=True)
class Matching:
    """Holds the engine's whole answer: every activity is in exactly one workout."""

    workouts: tuple[MatchedWorkout, ...]
    questions: tuple[MatchQuestion, ...]


def build_workout(counting: Iterable[Candidate], duplicates: Iterable[Candidate]) -> MatchedWorkout:
    """Returns a workout with its members in order of leading."""
    return MatchedWorkout(tuple(sorted(counting, key=leader_order)), tuple(sorted(duplicates, key=leader_order)))
