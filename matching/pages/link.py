"""The way to an activity at its platform."""

from matching.pages.step import Step
from providers.errors import ProviderUnavailable
from providers.models import Connection


def link_to(connection: Connection, provider_id: str) -> Step | None:
    """`View on Strava`; None where this install does not know the platform any more."""
    try:
        platform, registration = connection.platform, connection.registration
    except ProviderUnavailable:
        return None
    return Step(platform.address(registration, provider_id), platform.link_words)
