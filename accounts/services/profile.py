"""Saves the profile settings."""

from typing import Any

from django.db import transaction

from accounts.jobs.services.enqueue import enqueue
from accounts.models import Account


@transaction.atomic
def save_profile(account: Account, *, time_zone: str, **choices: Any) -> None:
    """Saves what the athlete chose, and confirms the time zone.

    Another zone than before enqueues a job: it computes the dates of activities anew whose own zone is unknown.
    """
    is_new_zone = time_zone != account.time_zone
    values = {"time_zone": time_zone, "is_time_zone_confirmed": True, **choices}
    for name, value in values.items():
        setattr(account, name, value)
    account.save(update_fields=values)
    if is_new_zone:
        enqueue("activities.days")
