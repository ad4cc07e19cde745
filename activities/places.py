"""Where an activity can lie: one letter and a few words for each provider. Files are one."""

from collections.abc import Iterable
from dataclasses import dataclass

from activities.record import FILE


@dataclass(frozen=True, slots=True)
class Place:
    """A provider as pages name it: `there` says that an activity lies on it."""

    provider: str
    letter: str
    label: str
    there: str


PLACES = (
    Place("garmin", "G", "Garmin", "on Garmin"),
    Place("ridewithgps", "R", "RideWithGPS", "on RideWithGPS"),
    Place(FILE, "F", "Files", "as a file"),
    Place("strava", "S", "Strava", "on Strava"),
)
"""All places, in the order in which an athlete has them who has not chosen another."""

_RANKS = {place.provider: rank for rank, place in enumerate(PLACES)}
_BY_PROVIDER = {place.provider: place for place in PLACES}


def place_of(provider: str) -> Place:
    """The place of a provider's activities."""
    return _BY_PROVIDER[provider]


def in_order(providers: Iterable[str]) -> tuple[Place, ...]:
    """The places of these providers, each once, in the athlete's order."""
    wanted = set(providers)
    return tuple(place for place in PLACES if place.provider in wanted)


def rank_of(provider: str) -> int:
    """Its place in the athlete's order: the lower one leads. Whoever is not in it comes last."""
    return _RANKS.get(provider, len(PLACES))
