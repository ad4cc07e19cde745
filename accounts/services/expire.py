"""What is over is deleted, not only ignored."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts.jobs.kinds import upkeep
from accounts.models import OneTimeLink, Session


@upkeep(timedelta(hours=1))
@transaction.atomic
def delete_expired() -> None:
    """Deletes sessions and one-time links past their end."""
    now = timezone.now()
    Session.objects.filter(expire_date__lt=now).delete()
    OneTimeLink.objects.filter(expires_at__lt=now).delete()
