"""One row of an account in every table that can hold one, with a value in every column that can be recognised."""

import uuid
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from django.apps import apps
from django.core.files.base import ContentFile
from django.db import models

from accounts.models import Account
from accounts.scope import owner_scope
from matching.write_back_permit import permit_write_back

_numbers = count(1)


def models_of_an_account() -> list[type[models.Model]]:
    """Every model with a reference to the account."""
    found = [
        model
        for model in apps.get_models()
        if any(field.related_model is Account for field in model._meta.concrete_fields)
    ]
    return sorted(found, key=lambda model: model._meta.label)


class SentinelRows:
    """Plants rows for one account; `values` is what to search for afterwards."""

    def __init__(self, account: Account, word: str, year: int) -> None:
        self.account, self.word, self.year = account, word, year
        self.values: set[str] = {account.pk.hex, account.email}
        self.rows: dict[type[models.Model], models.Model] = {Account: account}

    def plant_everywhere(self) -> None:
        with owner_scope(self.account), permit_write_back():
            for model in models_of_an_account():
                self._row(model)

    def _row(self, model: type[models.Model]) -> models.Model:
        if model not in self.rows:
            fields = [field for field in model._meta.concrete_fields if not isinstance(field, models.AutoField)]
            values = {field.name: self._value(model, field) for field in fields}
            self.rows[model] = model(**{name: value for name, value in values.items() if value is not None})
            self.rows[model].save()
        return self.rows[model]

    def _value(self, model: type[models.Model], field: Any) -> Any:
        if field.is_relation:
            of_account = field.related_model in (Account, *models_of_an_account())
            return self._row(field.related_model) if of_account and field.related_model is not model else None
        value = self._plain(field)
        if isinstance(value, bytes):
            self.values.add(value.hex())
        if isinstance(value, uuid.UUID | str | datetime | date | float) or (type(value) is int and value > 1):
            self.values.add(value.hex if isinstance(value, uuid.UUID) else str(value).removesuffix("+00:00"))
        return value

    def _plain(self, field: Any) -> Any:
        n = next(_numbers)
        match field:
            case models.FileField():
                return ContentFile(f"{self.word} bytes".encode(), name=f"{self.word}.fit")
            case models.UUIDField():
                return field.get_default() if field.primary_key else None
            case models.CharField() | models.TextField():
                return f"{self.word}{n}"[: field.max_length]
            case models.BinaryField():
                return f"{self.word}{n}".encode()
            case models.DateTimeField():
                return datetime(self.year, 6, 5, 4, 3, n % 60, tzinfo=UTC)
            case models.DateField():
                return date(self.year, 6, 5)
            case models.JSONField():
                return {self.word: n}
            case models.FloatField():
                return self.year * 1000 + n + 0.5
            case models.BooleanField() | models.PositiveSmallIntegerField():
                return 1
            case models.IntegerField():
                return self.year * 1000 + n
        raise TypeError(f"no sentinel for {field!r}")
