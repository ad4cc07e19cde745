"""Writes an export part by part: the README, one table after the other, the source files, and the directory."""

import json
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from shutil import copyfileobj
from typing import IO

from django.db.models import QuerySet
from django.utils import timezone

from activities.models import SourceFile
from activities.services.open_source_file import open_source_file
from tracekit_site.account_export.export import Export
from tracekit_site.account_export.layout import FORMAT, MANIFEST_NAME, VERSION
from tracekit_site.account_export.readme import readme_text
from tracekit_site.account_export.references import RowNames
from tracekit_site.account_export.table_files import write_table
from tracekit_site.account_export.tables import exported_tables
from tracekit_site.account_export.zip_parts import DirectoryEntry, PartWriter, write_directory, write_part

MAX_STEP_S = 2.0
MAX_PART_FILES = 200
MAX_PART_SIZE = 32 << 20
"""A part with source files ends after two seconds, or when it has so many bytes; a single file may be larger."""


def _do_nothing() -> None:
    pass


@dataclass(slots=True)
class ExportSteps:
    """Makes one export. `entries` returns what the directory says; `on_progress` is called while a step works."""

    export: Export
    entries: Callable[[], Iterable[DirectoryEntry]]
    on_progress: Callable[[], None] = _do_nothing
    names: RowNames = field(default_factory=RowNames)

    def write_next(self, target: IO[bytes]) -> list[DirectoryEntry]:
        """Writes the next part, and notes in the export, which it does not save, how far the archive is.

        Returns what the directory will say of the part's entries. Raises StorageUnavailable when a source file cannot
        be read.
        """
        export, tables = self.export, exported_tables()
        if export.step > len(tables) and not self._has_file_left():
            write_directory(target, export.size, self.entries())
            export.state, export.ready_at = Export.State.READY, timezone.now()
            export.size += target.tell()
            return []
        with write_part(target, export.size, export.created_at) as writer:
            if export.step == 0:
                self._write_head(writer)
            elif export.step <= len(tables):
                write_table(writer, tables[export.step - 1], self.names, self.on_progress)
            else:
                self._write_files(writer, target)
            entries = writer.entries()
        export.step = min(export.step, len(tables)) + 1
        export.size += target.seek(0, 2)
        return entries

    def _write_head(self, writer: PartWriter) -> None:
        manifest = {"format": FORMAT, "version": VERSION, "made_at": self.export.created_at.isoformat()}
        writer.write("README.txt", readme_text(self.export))
        writer.write(MANIFEST_NAME, json.dumps(manifest | {"has_files": self.export.has_files}, indent=2) + "\n")

    def _has_file_left(self) -> bool:
        return self.export.has_files and self._files_left().exists()

    def _files_left(self) -> QuerySet[SourceFile]:
        files = SourceFile.objects.filter(sha256__isnull=False).order_by("pk")
        return files.filter(pk__gt=self.export.last_file) if self.export.last_file else files

    def _write_files(self, writer: PartWriter, target: IO[bytes]) -> None:
        """Writes source files until the step has taken long enough; leaves out those whose bytes are lost."""
        deadline = time.monotonic() + MAX_STEP_S
        for file in self._files_left()[:MAX_PART_FILES]:
            try:
                with open_source_file(file) as content, writer.open(file_name(file)) as entry:
                    copyfileobj(content, entry)
            except FileNotFoundError:
                pass
            self.export.last_file = file.pk
            self.export.files_done += 1
            self.on_progress()
            if time.monotonic() > deadline or target.tell() > MAX_PART_SIZE:
                return


def file_name(file: SourceFile) -> str:
    """Returns the name of a source file in the archive: the SHA-256 of its bytes, and its kind."""
    return f"files/{file.sha256}.{file.kind or 'bin'}"
