"""Labels sports on pages: a name and an icon for each."""

from activities.sports import SPORTS, family_of

_SPECIAL_NAMES = {"hiit": "HIIT", "e_bike_ride": "E-bike ride", "e_mountain_bike_ride": "E-mountain bike ride"}
_ICON_BY_FAMILY = {
    "cycling": "ride",
    "running": "run",
    "walking": "hike",
    "swimming": "swim",
    "snow": "ski",
    "gym": "strength",
    "climbing": "hike",
}


def sport_name(sport: str) -> str:
    """Returns `Gravel ride` for `gravel_ride`."""
    return _SPECIAL_NAMES.get(sport) or sport.replace("_", " ").capitalize()


def sport_icon(sport: str) -> str:
    """Returns the name of the icon: `ride`, `run`, `swim`, `hike`, `ski`, `strength` or `other`."""
    return _ICON_BY_FAMILY.get(family_of(sport), "other")


def sports_named(word: str) -> list[str]:
    """Returns the sports whose name contains a word, whatever its case: `ride` and `gravel_ride` for `Ride`."""
    folded = word.casefold()
    return [sport.name for sport in SPORTS if folded in sport_name(sport.name).casefold()]
