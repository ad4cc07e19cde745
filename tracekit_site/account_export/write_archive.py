"""Writes an export to a file of this machine, without a job."""

from collections.abc import Callable
from shutil import copyfileobj
from tempfile import SpooledTemporaryFile
from typing import IO, cast

from activities.models import SourceFile
from tracekit_site.account_export.export import Export
from tracekit_site.account_export.steps import ExportSteps
from tracekit_site.account_export.zip_parts import DirectoryEntry

MAX_BYTES_IN_MEMORY = 1 << 20


def write_archive(target: IO[bytes], *, has_files: bool, on_part: Callable[[Export], None]) -> Export:
    """Writes the current owner's export to a file, and calls `on_part` after each part; the export is not saved.

    Raises StorageUnavailable when a source file cannot be read.
    """
    file_count = SourceFile.objects.filter(sha256__isnull=False).count() if has_files else 0
    export, entries = Export(has_files=has_files, file_count=file_count), list[DirectoryEntry]()
    steps = ExportSteps(export, lambda: entries)
    while export.state == Export.State.MAKING:
        with SpooledTemporaryFile(MAX_BYTES_IN_MEMORY) as buffer:
            part = cast(IO[bytes], buffer)
            entries += steps.write_next(part)
            part.seek(0)
            copyfileobj(part, target)
        on_part(export)
    return export
