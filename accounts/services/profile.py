"""How it looks for the athlete."""

from typing import Any

from django.db import transaction

from accounts.jobs.services.enqueue import enqueue
from accounts.models import Account


@transaction.atomic
def save_profile(account: Account, *, time_zone: str, **choices: Any) -> None:
    """Saves what the athlete chose.

    A chosen time zone is a confirmed one. Another one than before asks for work: the days of activities whose own
    zone nobody knows are derived again.
    """
    moved = time_zone != account.time_zone
    changed = {"time_zone": time_zone, "time_zone_confirmed": True, **choices}
    for name, value in changed.items():
        setattr(account, name, value)
    account.save(update_fields=changed)
    if moved:
        enqueue("activities.days")
