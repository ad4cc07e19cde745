"""Stores the activities that have yet to be matched, for which one transaction would take too long."""

from typing import ClassVar

from django.db import models

from accounts.owned import Owned
from accounts.privacy import Privacy
from accounts.same_owner import SameOwner
from activities.models import Activity


class PendingMatch(Owned):
    """A pending match names an activity whose surroundings a job will match; until then it is in some workout."""

    activity = models.OneToOneField(Activity, on_delete=models.CASCADE, related_name="pending_match")

    privacy: ClassVar[Privacy] = Privacy(
        is_owned=True,
        export="work that is left to do for a moment",
        retention="until the activity is matched",
    )

    class Meta:
        constraints = [SameOwner("activity")]

    def __str__(self) -> str:
        return str(self.pk)
