"""What the engine answers: workouts, and questions to the athlete."""

from collections.abc import Iterable
from dataclasses import dataclass

from matching.engine.candidate import Candidate
from matching.engine.leader import leading
from matching.engine.verdict import VerdictKind


@dataclass(frozen=True, slots=True)
class MatchedWorkout:
    """The activities of one outing: `counting` at most one per source, the leader first; `duplicates` never count."""

    counting: tuple[Candidate, ...]
    duplicates: tuple[Candidate, ...] = ()

    @property
    def leader(self) -> Candidate:
        """The counting activity that leads."""
        return self.counting[0]

    @property
    def members(self) -> tuple[Candidate, ...]:
        """All of its activities."""
        return self.counting + self.duplicates


@dataclass(frozen=True, slots=True)
class MatchQuestion:
    """Two activities of two workouts that may be one: asked, never decided. `shift_s` is a suspected clock error."""

    kind: VerdictKind
    first: Candidate
    second: Candidate
    shift_s: int | None = None


@dataclass(frozen=True, slots=True)
class Matching:
    """The engine's whole answer: every activity is in exactly one workout."""

    workouts: tuple[MatchedWorkout, ...]
    questions: tuple[MatchQuestion, ...]


def workout_of(counting: Iterable[Candidate], duplicates: Iterable[Candidate]) -> MatchedWorkout:
    """A workout with its members in order of leading."""
    return MatchedWorkout(tuple(sorted(counting, key=leading)), tuple(sorted(duplicates, key=leading)))
