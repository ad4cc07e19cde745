"""Where an activity can lie: one letter and a few words for each provider. Files are one."""

from collections.abc import Iterable
from dataclasses import dataclass

from activities.record import FILE


@dataclass(frozen=True, slots=True)
class ProviderLabel:
    """A provider as pages name it: `there` says that an activity lies on it."""

    provider: str
    letter: str
    label: str
    there: str


PROVIDER_LABELS = (
    ProviderLabel("garmin", "G", "Garmin", "on Garmin"),
    ProviderLabel("ridewithgps", "R", "RideWithGPS", "on RideWithGPS"),
    ProviderLabel(FILE, "F", "Files", "as a file"),
    ProviderLabel("strava", "S", "Strava", "on Strava"),
)
"""All places, in the order in which an athlete has them who has not chosen another."""

_RANKS = {place.provider: rank for rank, place in enumerate(PROVIDER_LABELS)}
_BY_PROVIDER = {place.provider: place for place in PROVIDER_LABELS}


def provider_label(provider: str) -> ProviderLabel:
    """The place of a provider's activities."""
    return _BY_PROVIDER[provider]


def sorted_labels(providers: Iterable[str]) -> tuple[ProviderLabel, ...]:
    """The places of these providers, each once, in the athlete's order."""
    wanted = set(providers)
    return tuple(place for place in PROVIDER_LABELS if place.provider in wanted)


def provider_rank(provider: str) -> int:
    """Its place in the athlete's order: the lower one leads. Whoever is not in it comes last."""
    return _RANKS.get(provider, len(PROVIDER_LABELS))
