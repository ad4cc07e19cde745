"""Writes an exported table to an archive: as JSON Lines, and as CSV that no spreadsheet runs."""

import csv
import json
from collections.abc import Callable
from io import TextIOWrapper
from shutil import copyfileobj
from tempfile import SpooledTemporaryFile
from typing import IO, Any, cast

from activities.spreadsheet import BOM, escape_formula
from tracekit_site.account_export.json_rows import export_rows
from tracekit_site.account_export.layout import json_name
from tracekit_site.account_export.references import RowNames
from tracekit_site.account_export.tables import ExportedTable
from tracekit_site.account_export.zip_parts import PartWriter

MAX_BYTES_IN_MEMORY = 1 << 20


def write_table(writer: PartWriter, table: ExportedTable, names: RowNames, on_batch: Callable[[], None]) -> None:
    """Writes both files of a table in one pass over its rows; calls `on_batch` after each batch."""
    with SpooledTemporaryFile(MAX_BYTES_IN_MEMORY) as buffer:
        text = TextIOWrapper(cast(IO[bytes], buffer), encoding="utf-8", newline="")
        text.write(BOM)
        cells = csv.writer(text)
        cells.writerow(("number", *table.export.columns))
        with writer.open(json_name(table.name)) as lines:
            for rows in export_rows(table, names):
                lines.write("".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows).encode())
                cells.writerows([_cell(value) for value in row.values()] for row in rows)
                on_batch()
        text.flush()
        buffer.seek(0)
        with writer.open(f"csv/{table.name}.csv") as target:
            copyfileobj(buffer, target)
        text.detach()


def _cell(value: Any) -> Any:
    """Returns a value as a cell: numbers stay numbers, text that begins like a formula begins with an apostrophe."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return value
    return escape_formula(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))
