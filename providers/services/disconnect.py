"""Disconnects a platform: its grant ends, and everything that came from it is deleted."""

from django.db import transaction

from accounts.jobs.models import Job
from accounts.services.lock_account import lock_account
from activities.models import Activity
from activities.services.delete import delete_activities
from providers.errors import ProviderError
from providers.models import Connection
from providers.services.tokens import load_tokens


def disconnect(connection: Connection) -> bool:
    """Revokes the grant, deletes the connection with its tokens and activities, and rematches the other activities.

    Returns False when the platform could not be reached. Everything here is deleted all the same, and the athlete can
    revoke the grant at the platform.
    """
    is_revoked = revoke(connection)
    with transaction.atomic():
        lock_account()
        Job.objects.filter(provider=connection.provider).exclude(state=Job.State.RUNNING).delete()
        connection.delete()
        delete_activities(Activity.objects.filter(provider=connection.provider))
    return is_revoked


def revoke(connection: Connection) -> bool:
    """Revokes the grant at the platform; returns False when that failed."""
    try:
        connection.platform.revoke(connection.registration, load_tokens(connection))
    except ProviderError:
        return False
    return True
