"""Disconnecting: the grant ends, and everything of the platform goes."""

from django.db import transaction

from accounts.jobs.models import Job
from accounts.services.lock_account import lock_account
from activities.models import Activity
from activities.signals import activities_removed
from providers.errors import ProviderError
from providers.models import Connection
from providers.services.tokens import load_tokens


def disconnect(connection: Connection) -> bool:
    """Ends the grant, then deletes keys and activities; what is left is matched again.

    False when the platform could not be told: everything here goes all the same, and the athlete can end it there.
    """
    is_revoked = revoke(connection)
    with transaction.atomic():
        lock_account()
        Job.objects.filter(provider=connection.provider).exclude(state=Job.State.RUNNING).delete()
        activities = list(Activity.objects.filter(provider=connection.provider))
        Activity.objects.filter(pk__in=[one.pk for one in activities]).delete()
        connection.delete()
        if activities:
            spans = [(one.started_at, one.ended_at) for one in activities]
            activities_removed.send(sender=Activity, spans=spans, ids=[one.pk for one in activities])
    return is_revoked


def revoke(connection: Connection) -> bool:
    """Tells the platform that the grant ends; False when that did not work."""
    try:
        connection.platform.revoke(connection.registration, load_tokens(connection))
    except ProviderError:
        return False
    return True
