"""A sport's name and icon on a page."""

from activities.sports import family_of

_SPELT = {"hiit": "HIIT", "e_bike_ride": "E-bike ride", "e_mountain_bike_ride": "E-mountain bike ride"}
_ICONS = {
    "cycling": "ride",
    "running": "run",
    "walking": "hike",
    "swimming": "swim",
    "snow": "ski",
    "gym": "strength",
    "climbing": "hike",
}


def sport_name(sport: str) -> str:
    """`Gravel ride` for `gravel_ride`."""
    return _SPELT.get(sport) or sport.replace("_", " ").capitalize()


def sport_icon(sport: str) -> str:
    """The name of its icon: `ride`, `run`, `swim`, `hike`, `ski`, `strength`, `other`."""
    return _ICONS.get(family_of(sport), "other")
