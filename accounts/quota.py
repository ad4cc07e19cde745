"""Defines the quota of an account on a hosted install: what it may store, and how long its work may take in a day."""

from datetime import datetime
from typing import NamedTuple

from django.conf import settings
from django.db import models


class Quota(NamedTuple):
    """A quota limits one account.

    It holds the bytes of its stored files, the number of its files, the number of its rows (activities, files and
    uploads), and the seconds of the processor that reading and matching its files may take in a day of UTC.
    """

    stored_bytes: int
    files: int
    rows: int
    cpu_s: int


QUOTA_COLUMNS = tuple(f"quota_{name}" for name in Quota._fields)
"""An account's own limits are in these columns."""

DEMO_QUOTA = Quota(stored_bytes=50_000_000, files=1_000, rows=10_000, cpu_s=300)
"""A demo has a quota of its own size: several times what its two years of history take."""


class QuotaFields(models.Model):
    """Adds to the account the limits that are its own; where one is null, the install's setting applies."""

    quota_stored_bytes = models.PositiveBigIntegerField("Bytes of stored files", null=True, blank=True)
    quota_files = models.PositiveIntegerField("Files", null=True, blank=True)
    quota_rows = models.PositiveIntegerField("Activities, files and uploads", null=True, blank=True)
    quota_cpu_s = models.PositiveIntegerField("Seconds of the processor a day", null=True, blank=True)

    demo_until: "models.DateTimeField[datetime | None, datetime | None]"

    class Meta:
        abstract = True

    @property
    def quota(self) -> Quota | None:
        """Returns the account's limits: its own, else those of a demo, else the install's; None unless hosted."""
        if not settings.HOSTED:
            return None
        install = Quota(**settings.QUOTA)
        default = install if self.demo_until is None else Quota(*map(min, install, DEMO_QUOTA))
        own = {name: getattr(self, column) for name, column in zip(Quota._fields, QUOTA_COLUMNS, strict=True)}
        return default._replace(**{name: limit for name, limit in own.items() if limit is not None})
