"""Labels the providers of activities on pages: one letter and a few words for each. Files are one of them."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache

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
_own_order: ContextVar[tuple[str, ...]] = ContextVar("own_order", default=())


@contextmanager
def own_order(names: Iterable[str]) -> Iterator[None]:
    """Lists providers in the athlete's own order inside the block; it never changes which of them leads.

    Those that the athlete's order does not name follow in the fixed order. Names of other things are left out.
    """
    token = _own_order.set(tuple(names))
    try:
        yield
    finally:
        _own_order.reset(token)


def provider_label(provider: str) -> ProviderLabel:
    """Returns the label of a provider."""
    return _LABEL_BY_PROVIDER[provider]


def provider_name(provider: str) -> str:
    """Returns the name of a provider; its own word for one that has no label."""
    label = _LABEL_BY_PROVIDER.get(provider)
    return label.name if label else provider


def sorted_labels(providers: Iterable[str]) -> tuple[ProviderLabel, ...]:
    """Returns the labels of these providers, each once, in the athlete's own order."""
    wanted = set(providers)
    return tuple(label for label in _labels_in_order(_own_order.get()) if label.provider in wanted)


def position_in_own_order(provider: str) -> int:
    """Returns the position of a provider in the athlete's own order; an unknown one comes last."""
    labels = _labels_in_order(_own_order.get())
    return next((place for place, label in enumerate(labels) if label.provider == provider), len(labels))


def provider_rank(provider: str) -> int:
    """Returns the rank in the fixed order in which providers lead, the lowest first; an unknown one comes last."""
    return _RANKS.get(provider, len(PROVIDER_LABELS))


@lru_cache(maxsize=100)
def _labels_in_order(names: tuple[str, ...]) -> tuple[ProviderLabel, ...]:
    named = {name: _LABEL_BY_PROVIDER[name] for name in names if name in _LABEL_BY_PROVIDER}
    return (*named.values(), *(label for label in PROVIDER_LABELS if label.provider not in named))
