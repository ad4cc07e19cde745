"""Pausing a connection, and letting it go on."""

from providers.models import Connection
from providers.services.start_pull import pull_new


def pause(connection: Connection) -> None:
    """Nothing is asked of the platform from now on, but what the athlete clicks."""
    Connection.objects.filter(pk=connection.pk).update(is_paused=True)


def resume(connection: Connection) -> None:
    """It goes on: from the page where a pull stood still, or with what is new."""
    Connection.objects.filter(pk=connection.pk).update(is_paused=False)
    pull_new(connection)


def pull_all() -> None:
    """Asks for a pull of every connection that is not paused."""
    for connection in Connection.objects.filter(is_paused=False):
        pull_new(connection)
