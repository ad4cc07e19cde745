"""What the engine answers: workouts, and questions to the athlete."""

from collections.abc import Iterable
from dataclasses import dataclass

from matching.engine.candidate import Candidate
from matching.engine.leader import leading
from matching.engine.verdict import Kind


@dataclass(frozen=True, slots=True)
class Workout:
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
class Question:
    """Two activities of two workouts that may be one: asked, never decided. `shift_s` is a suspected clock error."""

    kind: Kind
    first: Candidate
    second: Candidate
    shift_s: int | None = None


@dataclass(frozen=True, slots=True)
class Matching:
    """The engine's whole answer: every activity is in exactly one workout."""

    workouts: tuple[Workout, ...]
    questions: tuple[Question, ...]


def workout_of(counting: Iterable[Candidate], duplicates: Iterable[Candidate]) -> Workout:
    """A workout with its members in order of leading."""
    return Workout(tuple(sorted(counting, key=leading)), tuple(sorted(duplicates, key=leading)))
