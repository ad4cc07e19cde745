"""Lists all providers."""

from providers.contract import Platform, Provider
from providers.file.provider import Files
from providers.ridewithgps.provider import RideWithGPS
from providers.strava.provider import Strava

PROVIDERS: dict[str, Provider] = {provider.name: provider for provider in (Files(), RideWithGPS(), Strava())}

PLATFORMS: dict[str, Platform] = {
    name: provider for name, provider in PROVIDERS.items() if isinstance(provider, Platform)
}

UNKNOWN = Provider()
"""Replaces a provider that this release does not have: it can do nothing."""


def get_provider(name: str) -> Provider:
    """Returns the provider of that name; one that can do nothing when this release does not have it."""
    return PROVIDERS.get(name, UNKNOWN)
