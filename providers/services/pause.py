"""Pauses and resumes connections."""

from providers.models import Connection
from providers.services.start_pull import pull_new


def pause(connection: Connection) -> None:
    """Stops pulls of the connection from now on; write-backs still run when the athlete clicks."""
    Connection.objects.filter(pk=connection.pk).update(is_paused=True)


def resume(connection: Connection) -> None:
    """Resumes pulls: from the page of an open pull, or with new activities."""
    Connection.objects.filter(pk=connection.pk).update(is_paused=False)
    pull_new(connection)


def pull_all() -> None:
    """Starts a pull of every connection that is not paused."""
    for connection in Connection.objects.filter(is_paused=False):
        pull_new(connection)
