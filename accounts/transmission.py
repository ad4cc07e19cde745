"""Stores what left this server for an account in the last day: calls to platforms, and mails."""

from datetime import datetime

from django.db import models

from accounts.owned import Owned
from accounts.privacy import Privacy

MAIL_RECEIVER = "mail"
"""Mails have this receiver; every other receiver is the name of a platform."""


class Transmission(Owned):
    """A transmission counts what left this server for an account, to one receiver for one purpose, within one hour.

    `purpose` is the kind of the job that made the calls, or of the outbox entry. Nothing of their content is stored.
    """

    receiver = models.CharField(max_length=32)
    purpose = models.CharField(max_length=64)
    hour: "models.DateTimeField[datetime, datetime]" = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)
    last_at: "models.DateTimeField[datetime, datetime]" = models.DateTimeField()

    privacy = Privacy(
        is_owned=True,
        export="a count of what left the server within the last day",
        retention="a day",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "receiver", "purpose", "hour"], name="transmission_once")
        ]

    def __str__(self) -> str:
        return f"transmission {self.pk}"
