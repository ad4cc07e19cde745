"""Formats counts, lists and sports for texts about files and workouts."""

from collections.abc import Sequence

from activities.sport_labels import sport_name
from activities.units import format_number
from matching.engine.thresholds import MAX_DAY_ACTIVITIES, MAX_NEIGHBORHOOD_SIZE

CROWDED_TEXT = (
    "Not compared with other activities, because too many lie around it: more than "
    f"{MAX_DAY_ACTIVITIES} on one day (UTC), or more than {MAX_NEIGHBORHOOD_SIZE} or a week of them without a break. "
    "Delete those that don't belong here, and the others will be compared."
)
"""This says of a crowded workout why it was matched with nothing."""

_NUMBERS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")


def sport_noun(sport: str) -> str:
    """Returns the name of a sport for the middle of a text: `ride`, `HIIT`."""
    name = sport_name(sport)
    return name if name.isupper() else name[0].lower() + name[1:]


def join_words(words: Sequence[str], max_words: int = 3) -> str:
    """Returns `a, b and c`; of many words the first ones, and how many more there are."""
    if len(words) > max_words + 1:
        words = [*words[:max_words], f"{len(words) - max_words} more"]
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1])))


def format_count(count: int, singular: str, plural: str = "") -> str:
    """Returns `1 file`, `1,212 files`."""
    return f"{format_number(count)} {singular if count == 1 else plural or singular + 's'}"


def spell_number(count: int) -> str:
    """Returns the number that a text begins with: `Three`, and `11` from eleven on."""
    return _NUMBERS[count] if count < len(_NUMBERS) else format_number(count)
