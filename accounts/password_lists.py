"""Refuses passwords that are one common word, name or password, by the lists of zxcvbn, or a word of this context.

Its estimate of guesses is not used: for some passwords of 72 characters it takes longer than anybody waits.
"""

import re
from functools import cache

from django.core.exceptions import ValidationError

SUBSTITUTIONS = str.maketrans(
    {"@": "a", "4": "a", "3": "e", "1": "i", "!": "i", "0": "o", "5": "s", "$": "s", "7": "t"}
)
EDGES = re.compile(r"^[\W\d_]+|[\W\d_]+$")

CONTEXT_WORDS = frozenset(
    {"tracekit", "strava", "garmin", "garminconnect", "ridewithgps", "komoot", "wahoo", "zwift", "trainingpeaks"}
)
"""These are the first words that somebody would try who knows what the password is for."""

MESSAGE = (
    "This password is too easy to guess: it is a common word, name or password, perhaps with other characters around "
    "it. Use three or four words."
)


class CommonWordValidator:
    """Refuses a password that is on a list, also repeated, with digits for letters, or with other characters around."""

    def validate(self, password: str, user: object = None) -> None:
        """Raises ValidationError for such a password."""
        text = password.casefold()
        core = EDGES.sub("", text)
        candidates = {text, core, EDGES.sub("", text.translate(SUBSTITUTIONS)), core.translate(SUBSTITUTIONS)}
        if any(_repeated_part(candidate) in _common_words() for candidate in candidates):
            raise ValidationError(MESSAGE, code="password_on_a_list")

    def get_help_text(self) -> str:
        """Returns what the page says beside the field."""
        return "Your password can’t be a common word, name or password."


def _repeated_part(text: str) -> str:
    """Returns the shortest part of which a text is a repetition: itself, where it repeats nothing."""
    size = (text + text).find(text, 1)
    return text[:size]


@cache
def _common_words() -> frozenset[str]:
    """Returns all words of the lists and ours, single characters and nothing; 16 MB, read when first needed."""
    from zxcvbn.frequency_lists import FREQUENCY_LISTS  # importing it takes a tenth of a second

    characters = map(chr, range(128))
    return frozenset(("", *characters, *CONTEXT_WORDS, *(word for words in FREQUENCY_LISTS.values() for word in words)))
