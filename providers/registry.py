"""All providers there are."""

from providers.contract import Platform, Provider
from providers.file.provider import Files
from providers.strava.provider import Strava

PROVIDERS: dict[str, Provider] = {one.name: one for one in (Files(), Strava())}

PLATFORMS: dict[str, Platform] = {name: one for name, one in PROVIDERS.items() if isinstance(one, Platform)}

ANY = Provider()
"""What is known of a provider that this release does not have: it can do nothing."""


def get_provider(name: str) -> Provider:
    """The provider of that name, or what is known of any."""
    return PROVIDERS.get(name, ANY)
