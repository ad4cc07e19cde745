"""Creates a row of an account in every table that can hold one, with a recognizable value in every column."""

import uuid
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from django.apps import apps
from django.core.files.base import ContentFile
from django.db import models

from accounts.models import Account, DataVersion, Usage
from accounts.scope import owner_scope
from matching.write_back_permit import permit_write_back

_numbers = count(1)


def models_of_an_account() -> list[type[models.Model]]:
    """Returns every model that references an account."""
    owned_models = [
        model
        for model in apps.get_models()
        if any(field.related_model is Account for field in model._meta.concrete_fields)
    ]
    return sorted(owned_models, key=lambda model: model._meta.label)


class SentinelRows:
    """Creates rows for one account; `values` holds what to search for afterwards."""

    def __init__(self, account: Account, word: str, year: int) -> None:
        self.account, self.word, self.year = account, word, year
        self.values: set[str] = {account.pk.hex, account.email}
        self.rows: dict[type[models.Model], models.Model] = {Account: account}

    def create_everywhere(self) -> None:
        """Creates a row in every table, with all rows that it references."""
        with owner_scope(self.account), permit_write_back():
            for model in models_of_an_account():
                self._create_row(model)

    def _create_row(self, model: type[models.Model]) -> models.Model:
        if model not in self.rows:
            fields = [field for field in model._meta.concrete_fields if not isinstance(field, models.AutoField)]
            values = {field.name: self._value(model, field) for field in fields}
            self.rows[model] = model(**{name: value for name, value in values.items() if value is not None})
            self.rows[model].save()
        return self.rows[model]

    def _value(self, model: type[models.Model], field: Any) -> Any:
        if field.is_relation:
            is_of_account = field.related_model in (Account, *models_of_an_account())
            return self._create_row(field.related_model) if is_of_account and field.related_model is not model else None
        value = self._sentinel(field)
        if model in (DataVersion, Usage):
            return value  # triggers add to it with every other row
        if isinstance(value, bytes):
            self.values.add(value.hex())
        if isinstance(value, uuid.UUID | str | datetime | date | float) or (type(value) is int and value > 1):
            self.values.add(value.hex if isinstance(value, uuid.UUID) else str(value).removesuffix("+00:00"))
        return value

    def _sentinel(self, field: Any) -> Any:
        number = next(_numbers)
        match field:
            case models.FileField():
                return ContentFile(f"{self.word} bytes".encode(), name=f"{self.word}.fit")
            case models.UUIDField():
                return field.get_default() if field.primary_key else None
            case models.CharField() | models.TextField():
                return f"{self.word}{number}"[: field.max_length]
            case models.BinaryField():
                return f"{self.word}{number}".encode()
            case models.DateTimeField():
                return datetime(self.year, 6, 5, 4, 3, number % 60, tzinfo=UTC)
            case models.DateField():
                return date(self.year, 6, 5)
            case models.JSONField():
                return {self.word: number}
            case models.FloatField():
                return self.year * 1000 + number + 0.5
            case models.BooleanField() | models.PositiveSmallIntegerField():
                return 1
            case models.IntegerField():
                return self.year * 1000 + number
        raise TypeError(f"no sentinel for {field!r}")
