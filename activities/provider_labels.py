"""Labels the providers of activities on pages: one letter and a few words for each. Files are one of them."""

from collections.abc import Iterable
from dataclasses import dataclass

from activities.record import FILE_PROVIDER


@dataclass(frozen=True, slots=True)
class ProviderLabel:
    """A label is how pages show a provider; `phrase` says where an activity is: `on Strava`."""

    provider: str
    letter: str
    name: str
    phrase: str


PROVIDER_LABELS = (
    ProviderLabel("garmin", "G", "Garmin", "on Garmin"),
    ProviderLabel("ridewithgps", "R", "RideWithGPS", "on RideWithGPS"),
    ProviderLabel(FILE_PROVIDER, "F", "Files", "as a file"),
    ProviderLabel("strava", "S", "Strava", "on Strava"),
)
"""The providers are listed in the fixed order in which they lead."""

_RANKS = {label.provider: rank for rank, label in enumerate(PROVIDER_LABELS)}
_LABEL_BY_PROVIDER = {label.provider: label for label in PROVIDER_LABELS}


def provider_label(provider: str) -> ProviderLabel:
    """Returns the label of a provider."""
    return _LABEL_BY_PROVIDER[provider]


def sorted_labels(providers: Iterable[str]) -> tuple[ProviderLabel, ...]:
    """Returns the labels of these providers, each once, in the fixed order in which providers lead."""
    wanted = set(providers)
    return tuple(label for label in PROVIDER_LABELS if label.provider in wanted)


def provider_rank(provider: str) -> int:
    """Returns the rank in the fixed order in which providers lead, the lowest first; an unknown one comes last."""
    return _RANKS.get(provider, len(PROVIDER_LABELS))
