"""Runs queries whose SQL is built once per process: building it takes longer than the database takes to answer."""

from collections.abc import Callable, Iterator, Sequence
from contextvars import Context
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from accounts.scope import being_deleted, current_owner_id, owner_scope

_OWNERS = (UUID(int=1), UUID(int=2))
"""These stand for the current owner while the SQL is built."""


@dataclass(frozen=True, slots=True)
class _Statement:
    """Holds the SQL of a query for one kind of database: its fixed parameters, and which argument fills which place.

    Argument 0 is the current owner's id.
    """

    sql: str
    params: tuple[Any, ...]
    places: tuple[tuple[int, int], ...]
    converters: tuple[tuple[int, tuple[Any, ...], Any], ...]


class PreparedQuery:
    """A prepared query is a query of tuples (`values_list`) that runs often with other arguments.

    `build` makes its queryset from the arguments, whose samples say their types (an id, a day, an instant or a number).
    It is called once for each kind of database, and for each run while something of the account is being deleted, which
    changes the SQL; the owner scope is that of each run.
    """

    def __init__(self, build: Callable[..., "QuerySet[Any, Any]"], *samples: Any) -> None:
        self._build, self._samples = build, samples
        self._statements: dict[str, _Statement] = {}

    def __call__(self, *args: Any) -> list[tuple[Any, ...]]:
        """Returns the rows of the current owner: one query."""
        if being_deleted():
            return list(self._build(*args))
        statement = self._statements.get(connection.vendor)
        if statement is None:
            statement = self._statements[connection.vendor] = self._prepare()
        params, values = list(statement.params), (current_owner_id(), *args)
        for place, number in statement.places:
            params[place] = _adapt(values[number])
        with connection.cursor() as cursor:
            cursor.execute(statement.sql, params)
            rows = cursor.fetchall()
        return _convert(rows, statement) if statement.converters else rows

    def _prepare(self) -> _Statement:
        """Builds the SQL with each argument changed in turn, which shows its places among the parameters.

        Raises ValueError where the SQL itself depends on an argument, or does not contain the argument as it is.
        """
        compiler, sql, params = self._compile(_OWNERS[0], self._samples)
        places = []
        for number, (owner, samples) in enumerate(self._changed_arguments()):
            _, other_sql, other_params = self._compile(owner, samples)
            changed = [place for place, value in enumerate(params) if value != other_params[place]]
            argument = _adapt((owner, *samples)[number])
            if other_sql != sql or not changed or any(other_params[place] != argument for place in changed):
                raise ValueError(f"argument {number} of a prepared query does not stand in its SQL as it is")
            places += [(place, number) for place in changed]
        converters = compiler.get_converters([expression for expression, *_ in compiler.select])
        columns = ((column, tuple(chain), expression) for column, (chain, expression) in converters.items())
        return _Statement(sql, params, tuple(places), tuple(columns))

    def _changed_arguments(self) -> Iterator[tuple[UUID, tuple[Any, ...]]]:
        yield _OWNERS[1], self._samples
        for number, sample in enumerate(self._samples):
            changed = (*self._samples[:number], _other(sample), *self._samples[number + 1 :])
            yield _OWNERS[0], changed

    def _compile(self, owner_id: UUID, samples: Sequence[Any]) -> tuple[Any, str, tuple[Any, ...]]:
        return Context().run(self._compile_in_scope, owner_id, samples)

    def _compile_in_scope(self, owner_id: UUID, samples: Sequence[Any]) -> tuple[Any, str, tuple[Any, ...]]:
        with owner_scope(SimpleNamespace(pk=owner_id)):
            compiler = self._build(*samples).query.get_compiler(connection=connection)
            sql, params = compiler.as_sql()
        return compiler, sql, tuple(params)


def _convert(rows: Sequence[Sequence[Any]], statement: _Statement) -> list[tuple[Any, ...]]:
    """Returns the rows with the values that Django makes of those of the driver."""
    columns = list(zip(*rows, strict=True))
    for number, chain, expression in statement.converters if rows else ():
        columns[number] = tuple(_convert_column(columns[number], chain, expression))
    return list(zip(*columns, strict=True))


def _convert_column(values: Sequence[Any], chain: Sequence[Any], expression: Any) -> Iterator[Any]:
    """Yields the converted values; each value is converted once, since ids and booleans stand in many rows."""
    converted: dict[Any, Any] = {None: None}
    for value in values:
        if value not in converted:
            result = value
            for converter in chain:
                result = converter(result, expression, connection)
            converted[value] = result
        yield converted[value]


def _other(sample: Any) -> Any:
    """Returns another value of the same type."""
    if isinstance(sample, UUID):
        return UUID(int=sample.int + 1)
    return sample + (timedelta(days=1) if isinstance(sample, date) else 1)


def _adapt(value: Any) -> Any:
    """Returns the value as the database's driver takes it."""
    if isinstance(value, UUID):
        return value if connection.features.has_native_uuid_field else value.hex
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value
