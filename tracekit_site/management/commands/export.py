"""Writes everything that an account holds to one zip archive: `export --to FILE`."""

import os
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from accounts.command import OwnerCommand
from accounts.scope import being_deleted
from activities.progress import show_progress
from activities.storage.storage_errors import StorageUnavailable
from matching.web.uploads.storage_messages import CAUSES
from tracekit_site.account_export.export import Export
from tracekit_site.account_export.progress import export_progress
from tracekit_site.account_export.write_archive import write_archive

OWNER_ONLY = 0o600


class Command(OwnerCommand):
    """Writes the archive beside its destination first, so that a file of that name is replaced by a whole one only."""

    help = "Write everything that an account holds to one zip archive: CSV, JSON and, if wanted, its files."

    def add_arguments(self, parser: CommandParser) -> None:
        """Adds the destination and the files."""
        super().add_arguments(parser)
        parser.add_argument("--to", required=True, metavar="FILE", help="the archive to write; it is replaced")
        parser.add_argument("--with-files", action="store_true", help="include the uploaded files")

    def run(self, *, to: str = "", with_files: bool = False, **options: Any) -> None:
        """Writes the archive, which only this user of the machine can read."""
        if being_deleted():
            raise CommandError("Something is still being deleted. Nothing was written. Try again in a few minutes.")
        unfinished = Path(f"{to}.part")
        try:
            descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, OWNER_ONLY)
            with os.fdopen(descriptor, "wb") as target:
                export = write_archive(target, has_files=with_files, on_part=_show)
            unfinished.replace(to)
        except StorageUnavailable as error:
            raise CommandError(f"{CAUSES[error.code]} Nothing was written. Try again later.") from None
        except OSError as error:
            raise CommandError(f"{to} cannot be written: {error.strerror}. Choose another place.") from None
        finally:
            show_progress("")
            unfinished.unlink(missing_ok=True)
        self.stdout.write(f"{to}: {export.size:,} bytes.")


def _show(export: Export) -> None:
    done, total = export_progress(export)
    show_progress(f"{done} of {total} parts written")
