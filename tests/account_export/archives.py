"""Makes archives of the current owner's account, and reads them."""

import csv
import io
import json
import zipfile
from typing import Any

from activities.spreadsheet import BOM
from tracekit_site.account_export.write_archive import write_archive


def export_account(*, has_files: bool = True) -> bytes:
    """Returns an archive of the current owner's account."""
    target = io.BytesIO()
    write_archive(target, has_files=has_files, on_part=lambda export: None)
    return target.getvalue()


def read_entries(archive: bytes) -> dict[str, bytes]:
    """Returns the entries of an archive by name."""
    with zipfile.ZipFile(io.BytesIO(archive)) as entries:
        assert entries.testzip() is None
        return {name: entries.read(name) for name in entries.namelist()}


def read_rows(archive: bytes, table: str) -> list[dict[str, Any]]:
    """Returns the rows of a table from its JSON Lines."""
    return [json.loads(line) for line in read_entries(archive)[f"json/{table}.jsonl"].decode().splitlines()]


def read_cells(archive: bytes, table: str) -> list[dict[str, str]]:
    """Returns the rows of a table from its CSV."""
    text = read_entries(archive)[f"csv/{table}.csv"].decode()
    return list(csv.DictReader(io.StringIO(text.removeprefix(BOM), newline="")))


def without_dates_of_making(archive: bytes) -> dict[str, bytes]:
    """Returns the entries by name, without what says when the archive was made."""
    entries = read_entries(archive)
    return {name: content for name, content in entries.items() if name not in ("README.txt", "export.json")}


def with_entries(archive: bytes, changed: dict[str, bytes | None]) -> bytes:
    """Returns an archive with other entries; None removes an entry."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as entries:
        for name, content in (read_entries(archive) | changed).items():
            if content is not None:
                entries.writestr(name, content)
    return target.getvalue()


def with_rows(archive: bytes, table: str, rows: list[dict[str, Any]]) -> bytes:
    """Returns an archive with other rows of a table."""
    lines = "".join(f"{json.dumps(row)}\n" for row in rows)
    return with_entries(archive, {f"json/{table}.jsonl": lines.encode()})
