"""Names what an athlete can decide about two activities."""

from enum import StrEnum


class DecisionKind(StrEnum):
    """Names what an athlete can decide about two activities. Decisions are stored with the values.

    SAME: they are one workout. DUPLICATE: they are one workout, and only the one that leads the other is counted.
    DIFFERENT: they are two workouts.
    """

    SAME = "same"
    DIFFERENT = "different"
    DUPLICATE = "duplicate"
