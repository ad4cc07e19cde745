"""Records when the tokens of a connection are used, for what, and how many calls were made with them."""

from datetime import timedelta

from django.utils import timezone

from accounts.jobs.current_kind import current_job_kind
from accounts.services.transmissions import count_transmission
from providers.models import Connection

RECORDED_EVERY = timedelta(minutes=1)
"""The last use is written once in this time, and at once when another kind of job uses the tokens."""


def record_use(connection: Connection) -> None:
    """Records a call that is about to be made with the connection's tokens: one statement, sometimes a few more."""
    now, kind = timezone.now(), current_job_kind()
    count_transmission(connection.provider, kind)
    used_at = connection.last_used_at
    if used_at is None or used_at <= now - RECORDED_EVERY or connection.last_used_by != kind:
        Connection.objects.filter(pk=connection.pk).update(last_used_at=now, last_used_by=kind)
        connection.last_used_at, connection.last_used_by = now, kind
