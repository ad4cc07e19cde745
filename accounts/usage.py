"""Stores what an account uses of its quota."""

from django.db import models

from accounts.owned import Owned
from accounts.privacy import Privacy


class Usage(Owned):
    """A usage counts what an account stores: the bytes of its source files, its files, and its rows.

    Only triggers write it (`activities/usage_triggers.py`), so that no page and no upload has to count rows. An account
    that has never stored anything has none.
    """

    stored_bytes = models.BigIntegerField(default=0)
    files = models.BigIntegerField(default=0)
    rows = models.BigIntegerField(default=0)

    privacy = Privacy(
        is_owned=True,
        export="it only counts what is exported",
        retention="as long as your account",
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner"], name="usage_once")]

    def __str__(self) -> str:
        return f"usage {self.pk}"


class CpuUse(Owned):
    """A CPU use says how many seconds of the processor an account's work has taken on its last day with work, in UTC.

    It is no column of `Usage`, whose row is locked while an account's data changes.
    """

    day = models.DateField()
    seconds = models.FloatField(default=0)

    privacy = Privacy(is_owned=True, export="a measure of the install's own work", retention="as long as your account")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner"], name="cpu_use_once")]

    def __str__(self) -> str:
        return f"CPU use {self.pk}"
