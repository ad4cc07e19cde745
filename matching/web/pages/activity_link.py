"""Links an activity to its page at its platform."""

from matching.web.pages.links import Link
from providers.models import Connection


def activity_link(connection: Connection, provider_id: str) -> Link | None:
    """Returns the link, `View on Strava`; None when this install no longer knows the platform."""
    registration = connection.known_registration
    if registration is None:
        return None
    return Link(connection.platform.activity_url(registration, provider_id), connection.platform.link_text)
