"""Checks the values of an export's rows, and returns them as the columns of the models hold them."""

import math
import re
from datetime import UTC, date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from activities.parsers.error_messages import NOTE_MESSAGES, REFUSAL_MESSAGES
from activities.record import FILE_PROVIDER, START_YEARS, clean_text
from activities.sports import SPORTS
from matching.engine.difference import FIELDS
from matching.models import WriteBack
from matching.querysets import PROPOSABLE_FIELDS
from providers.registry import PLATFORMS
from tracekit_site.account_export.tables import ExportedTable
from tracekit_site.account_import.archive import Row

MAX_NAME_LENGTH = 300
MAX_NUMBER = 1 << 40
MAX_NOTES = 100
DETAIL_NAME = re.compile(r"[a-z_]{1,32}")

SPORT_NAMES = frozenset(sport.name for sport in SPORTS)
ENDED = frozenset({WriteBack.State.DONE, WriteBack.State.ALREADY, WriteBack.State.CONFLICT, WriteBack.State.FAILED})

KNOWN_WORDS: dict[tuple[str, str], frozenset[str | None]] = {
    ("activities", "provider"): frozenset({FILE_PROVIDER, *PLATFORMS}),
    ("activities", "sport"): SPORT_NAMES,
    ("connections", "provider"): frozenset(PLATFORMS),
    ("expectations", "sport"): SPORT_NAMES,
    ("files", "kind"): frozenset({None, "fit", "gpx", "tcx"}),
    ("files", "reason"): frozenset({None, *REFUSAL_MESSAGES}),
    ("files", "state"): frozenset({"read", "refused", "copy"}),
    ("ignored_differences", "field"): frozenset(FIELDS),
    ("write_backs", "field"): PROPOSABLE_FIELDS,
    ("write_backs", "state"): ENDED,
}
"""A row with another word in one of these columns is left out: another release may know it."""


class InvalidRow(ValueError):
    """A row has a value of a wrong type or size."""


def is_known(table: ExportedTable, row: Row) -> bool:
    """Returns whether this release knows every word of a checked row."""
    return all(row[column] in words for (name, column), words in KNOWN_WORDS.items() if name == table.name)


def clean_row(table: ExportedTable, row: Row) -> Row:
    """Returns the row's number and columns as the model holds them; references stay names. Raises InvalidRow.

    A column that was added since the row was exported has its default.
    """
    fields = [table.model._meta.get_field(column) for column in table.export.columns]
    defaults = {
        field.name: field.get_default()
        for field in fields
        if isinstance(field, models.Field) and field.has_db_default()
    }
    row = defaults | row
    values = {field.name: clean_value(field, row.get(field.name)) for field in fields if field.name in row}
    number = row.get("number")
    if len(values) != len(fields) or type(number) is not int or not 0 < number < MAX_NUMBER:
        raise InvalidRow
    return {"number": number, **values}


def clean_value(field: Any, value: Any) -> Any:
    """Returns a JSON value as a column holds it. Raises InvalidRow."""
    if value is None:
        if not field.null:
            raise InvalidRow
        return None
    for kinds, clean in CLEANERS:
        if isinstance(field, kinds):
            cleaned = clean(field, value)
            break
    else:
        raise InvalidRow
    if field.choices and cleaned not in {choice for choice, _ in field.choices}:
        raise InvalidRow
    return cleaned


def _reference(field: Any, value: Any) -> Any:
    is_number = type(value) is int and 0 < value < MAX_NUMBER
    is_name = isinstance(value, str) and 0 < len(value) <= MAX_NAME_LENGTH and value.isprintable()
    if not is_number and not is_name:
        raise InvalidRow
    return value


def _boolean(field: Any, value: Any) -> bool:
    if not isinstance(value, bool):
        raise InvalidRow
    return value


def _integer(field: Any, value: Any) -> int:
    if type(value) is not int:
        raise InvalidRow
    try:
        field.run_validators(value)
    except ValidationError:
        raise InvalidRow from None
    return value


def _number(field: Any, value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or abs(value) > MAX_NUMBER:
        raise InvalidRow
    if not math.isfinite(value):
        raise InvalidRow
    return float(value)


def _instant(field: Any, value: Any) -> datetime:
    """Returns an instant, at the latest now unless an activity starts then."""
    try:
        stated = datetime.fromisoformat(value)
        instant = stated.astimezone(UTC)
    except (TypeError, ValueError, OverflowError):
        raise InvalidRow from None
    if stated.tzinfo is None or instant.year not in START_YEARS:
        raise InvalidRow
    return instant if field.name == "started_at" else min(instant, timezone.now())


def _date(field: Any, value: Any) -> date:
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise InvalidRow from None


def _text(field: Any, value: Any) -> str:
    """Returns text without control characters; a value that the column has no room for is invalid."""
    if not isinstance(value, str):
        raise InvalidRow
    text = clean_text(value) or ""
    if len(text) > (field.max_length or MAX_NAME_LENGTH):
        raise InvalidRow
    return text


def _details(field: Any, value: Any) -> Any:
    """Returns what is stored of a file's refusal or its notes, as far as pages can word it."""
    if field.name == "notes":
        if not isinstance(value, list) or len(value) > MAX_NOTES or not all(map(_is_note, value)):
            raise InvalidRow
        return value
    if not isinstance(value, dict) or len(value) > MAX_NOTES or not all(map(_is_detail, value.values())):
        raise InvalidRow
    if not all(DETAIL_NAME.fullmatch(name) for name in value):
        raise InvalidRow
    return {name: item if isinstance(item, int) else clean_text(item) or "" for name, item in value.items()}


def _is_note(note: Any) -> bool:
    return (
        isinstance(note, dict)
        and note.keys() == {"code", "count"}
        and isinstance(note["code"], str)
        and note["code"] in NOTE_MESSAGES
        and type(note["count"]) is int
        and 0 <= note["count"] < MAX_NUMBER
    )


def _is_detail(value: Any) -> bool:
    return isinstance(value, str) or (type(value) is int and abs(value) < MAX_NUMBER)


CLEANERS: tuple[tuple[Any, Any], ...] = (
    (models.ForeignKey, _reference),
    (models.BooleanField, _boolean),
    (models.IntegerField, _integer),
    (models.FloatField, _number),
    (models.DateTimeField, _instant),
    (models.DateField, _date),
    (models.CharField, _text),
    (models.JSONField, _details),
)
"""Values of columns of these types are checked by these functions; the first that fits applies."""
