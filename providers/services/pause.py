"""Pausing a connection, and letting it go on."""

from providers.models import Connection, Pull
from providers.services.begin import begin


def pause(connection: Connection) -> None:
    """Nothing is asked of the platform from now on, but what the athlete clicks."""
    Connection.objects.filter(pk=connection.pk).update(is_paused=True)


def resume(connection: Connection) -> None:
    """It goes on: from the page where a pull stood still, or with what is new."""
    Connection.objects.filter(pk=connection.pk).update(is_paused=False)
    begin(connection, Pull.Kind.FIRST if connection.whole_at is None else Pull.Kind.NOW)


def pull_all() -> None:
    """Asks for a pull of every connection that is not paused."""
    for connection in Connection.objects.filter(is_paused=False):
        begin(connection, Pull.Kind.NOW)
