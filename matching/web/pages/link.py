"""The way to an activity at its platform."""

from matching.web.pages.links import Link
from providers.models import Connection


def link_to(connection: Connection, provider_id: str) -> Link | None:
    """`View on Strava`; None where this install does not know the platform any more."""
    registration = connection.known_registration
    if registration is None:
        return None
    return Link(connection.platform.activity_url(registration, provider_id), connection.platform.link_text)
