"""Pauses and resumes connections."""

from contextlib import suppress

from providers.models import Connection
from providers.services.pull_requests import RequestedTooSoon, request_pull


def pause(connection: Connection) -> None:
    """Stops pulls of the connection from now on; write-backs still run when the athlete clicks."""
    Connection.objects.filter(pk=connection.pk).update(is_paused=True)


def resume(connection: Connection) -> None:
    """Resumes pulls: from the page of an open pull, or with new activities, if it is time for another pull."""
    Connection.objects.filter(pk=connection.pk).update(is_paused=False)
    with suppress(RequestedTooSoon):
        request_pull(connection)
