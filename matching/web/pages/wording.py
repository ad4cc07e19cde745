"""Small words for sentences about files and workouts."""

from collections.abc import Sequence

from activities.sport_labels import sport_name
from activities.units import format_number

_NUMBERS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")


def small(sport: str) -> str:
    """A sport within a sentence: `ride`, `HIIT`."""
    name = sport_name(sport)
    return name if name.isupper() else name[0].lower() + name[1:]


def listed(words: Sequence[str], most: int = 3) -> str:
    """`a, b and c`; of many the first three and how many more."""
    if len(words) > most + 1:
        words = [*words[:most], f"{len(words) - most} more"]
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1])))


def counted(count: int, one: str, many: str = "") -> str:
    """`1 file`, `1,212 files`."""
    return f"{format_number(count)} {one if count == 1 else many or one + 's'}"


def spelt(count: int) -> str:
    """`Three`, from eleven on `11`: a number that begins a sentence."""
    return _NUMBERS[count] if count < len(_NUMBERS) else format_number(count)
