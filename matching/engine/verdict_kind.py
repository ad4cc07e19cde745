"""Names what two activities can be to each other."""

from enum import StrEnum


class VerdictKind(StrEnum):
    """Names what two activities are to each other. Questions store the values."""

    MATCH = "match"
    DUPLICATE = "duplicate"
    CLOCK_SHIFT = "shift"
    POSSIBLE_DUPLICATE = "twice"
    PART_OF = "parts"
    OVERLAP = "overlap"
    SPORT_MISMATCH = "sport"
    SAME_DAY = "day"


QUESTION_KINDS = tuple(kind for kind in VerdictKind if kind not in (VerdictKind.MATCH, VerdictKind.DUPLICATE))
"""These kinds are questions to the athlete."""
