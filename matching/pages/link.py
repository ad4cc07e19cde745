"""The way to an activity at its platform."""

from matching.pages.step import Step
from providers.models import Connection


def link_to(connection: Connection, provider_id: str) -> Step | None:
    """`View on Strava`; None where this install does not know the platform any more."""
    registration = connection.known_registration
    if registration is None:
        return None
    return Step(connection.platform.address(registration, provider_id), connection.platform.link_words)
