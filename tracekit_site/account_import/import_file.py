"""Imports an export that lies on this machine, for the command line."""

import stat
from contextlib import suppress
from pathlib import Path

from django.core.management.base import CommandError

from activities.progress import show_progress
from activities.storage.storage_errors import StorageUnavailable
from matching.web.uploads.storage_messages import CAUSES
from tracekit_site.account_import.account_import import AccountImport
from tracekit_site.account_import.archive import InvalidExport, is_export
from tracekit_site.account_import.import_archive import import_archive
from tracekit_site.account_import.import_messages import NOT_EMPTY, outcome_message
from tracekit_site.account_import.run_import import AccountNotEmpty

PARTLY = "Part of the export is in the account. Delete the account or start with an empty one, then try again."


def is_export_file(path: str) -> bool:
    """Returns whether a path is a plain file that holds an export."""
    with suppress(OSError):
        if stat.S_ISREG(Path(path).stat().st_mode):
            with Path(path).open("rb") as content:
                return is_export(content)
    return False


def import_export_file(path: str) -> str:
    """Imports an export into the current owner's account; returns the outcome in words. Raises CommandError."""
    try:
        with Path(path).open("rb") as content:
            account_import = import_archive(content, _show)
    except AccountNotEmpty:
        raise CommandError(NOT_EMPTY) from None
    except InvalidExport as error:
        raise CommandError(f"{error} Nothing was imported.") from None
    except StorageUnavailable as error:
        raise CommandError(f"{CAUSES[error.code]} {PARTLY}") from None
    except KeyboardInterrupt:
        raise CommandError(f"Stopped. {PARTLY}") from None
    finally:
        show_progress("")
    return f"{path}: {outcome_message(account_import)}"


def _show(account_import: AccountImport) -> None:
    show_progress(f"{account_import.row_count:,} rows imported")
