"""Fills every table of an account with sentinels, known by their table, so that a reset of it can be judged."""

import re
from collections import defaultdict
from datetime import date
from typing import Any

from django.core.files.base import ContentFile
from django.db import models

from accounts.models import Account
from accounts.scope import owner_scope
from activities.models import Activity, FolderFile
from matching.models import Decision, TrimmedActivity, WriteBack
from providers.models import Connection
from tests.accounts.dump import database_dump, store_dump
from tests.accounts.sentinels import SentinelRows
from tests.factories import ActivityFactory

SHORTEST = 24
"""A sentinel is cut in a column for fewer characters, and then is not the only one of its kind."""

PLATFORM_NAME = "Xplatform ridex"
"""This is the name of the only activity that came from a platform."""


class SentinelTables(SentinelRows):
    """Creates a row in every table; `by_table` holds the sentinels of each, by the label of its model."""

    def __init__(self, account: Account, word: str, year: int) -> None:
        super().__init__(account, word, year)
        self.by_table: dict[str, set[str]] = defaultdict(set)

    def create_everywhere(self) -> None:
        """Creates the rows: the activity is of a file, and a second one of Strava, as the connection is."""
        super().create_everywhere()
        with owner_scope(self.account):
            self._change(Activity, provider="file", sport="ride", origin="file", moving_s=60.0)
            self._change(Connection, provider="strava")
            self._change(FolderFile, state="known")
            self._change(Decision, kind="same")
            platform_ride = ActivityFactory.create(provider="strava", name=PLATFORM_NAME)
            self._change(WriteBack, provider_id=platform_ride.provider_id)
            self._change(TrimmedActivity, workout=None)

    def tables_with_sentinels(self) -> set[str]:
        """Returns the tables of which a sentinel is stored anywhere, and `bytes` for the contents of files."""
        self.by_table.pop("tracekit_site.Reset", None)  # the record of the last reset makes room for the next one
        files = "\n".join(line for line in store_dump().splitlines() if str(self.account.pk) in line)
        text = f"{database_dump()}\n{files}".replace("-", "")
        tables = {table for table, values in self.by_table.items() if any(has_value(value, text) for value in values)}
        return tables | ({"bytes"} if f"{self.word} bytes" in text else set())

    def _value(self, model: type[models.Model], field: Any) -> Any:
        before = set(self.values)
        value = super()._value(model, field)
        is_short = 0 < (getattr(field, "max_length", None) or 0) < SHORTEST
        if not (field.is_relation or is_short or isinstance(value, ContentFile | date)):  # these come more than once
            self.by_table[model._meta.label] |= self.values - before
        return value

    def _change(self, model: type[models.Model], **values: object) -> None:
        row = self.rows[model]
        for name, value in values.items():
            self.by_table[model._meta.label].discard(str(getattr(row, name)))
            self.values.discard(str(getattr(row, name)))
            setattr(row, name, value)
        row.save()


def has_value(value: str, text: str) -> bool:
    """Returns whether the text, in which there are no dashes, holds a sentinel by itself."""
    return re.search(rf"(?<!\w){re.escape(value.replace('-', ''))}(?!\w)", text) is not None
