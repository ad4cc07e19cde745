# ruff: noqa: N999 - the command is called so
"""Reads files, folders or one export into an account: `import PATHS…`, or `import` for the activities folder."""

import sys
from collections.abc import Iterator, Sequence
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser

from accounts.command import OwnerCommand
from accounts.models import Account
from accounts.scope import OwnerDeleted, current_owner_id
from activities.models import SourceFile, Upload
from activities.parsers.file_paths import list_files
from activities.progress import show_progress
from activities.record import clean_text
from activities.services.folder_account import is_folder_account
from activities.storage.storage_errors import StorageUnavailable
from matching.services.import_files import ReadingStopped, read_folder, read_upload, upload_files
from matching.web.uploads.file_workouts import file_workouts
from matching.web.uploads.folder_card import folder_card
from matching.web.uploads.outcome import file_outcome
from matching.web.uploads.storage_messages import CAUSES
from tracekit_site.account_import.import_file import import_export_file, is_export_file

ADVICE = "Run the same command again; files that are already here are skipped."
DONE_STATES = (SourceFile.State.READ, SourceFile.State.COPY)


class Command(OwnerCommand):
    """Takes the files in, reads them at once, and prints the outcome of each in one sentence."""

    help = (
        "Read activity files (FIT, GPX, TCX, gz, zip; folders are walked), or one export, into an account. "
        "Without paths, read what is new in ACTIVITIES_DIR, and copy nothing from there."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Adds the paths."""
        super().add_arguments(parser)
        parser.add_argument("paths", nargs="*", metavar="PATH", help="a file, an archive, a folder, or one export")

    def run(self, *, paths: Sequence[str] = (), **options: Any) -> None:
        """Imports the files, or one export; the exit status is 0 only when every file was read or was here already."""
        if not paths:
            self._read_folder()
            return
        if len(paths) == 1 and is_export_file(paths[0]):
            self.stdout.write(import_export_file(paths[0]))
            return
        paths_to_read = [file for path in paths for file in list_files(path)]
        if not paths_to_read:
            raise CommandError("No files found. Nothing was read.")
        upload = Upload.objects.create(is_import=True)
        try:
            unopened = list(
                upload_files(
                    upload, paths_to_read, lambda count: show_progress(f"{count} of {len(paths_to_read)} received")
                )
            )
            read_upload(upload, lambda count, total: show_progress(f"{count} of {total} read"))
        except (ReadingStopped, KeyboardInterrupt) as reason:
            raise CommandError(_stopped_message(upload, reason)) from None
        except StorageUnavailable as error:
            raise CommandError(f"{CAUSES[error.code]} {_kept_message(upload)} {ADVICE}") from None
        except (Upload.DoesNotExist, OwnerDeleted):
            raise CommandError("This import was deleted while it was read. Nothing was saved.") from None
        finally:
            show_progress("")
        files = list(upload.files.select_related("copy_of").order_by("uploaded_at", "id"))
        for name, outcome in [*unopened, *_outcomes(files)]:
            self.stdout.write(f"{clean_text(name) or '?'}: {outcome}")
        if unopened or not all(file.state in DONE_STATES for file in files):
            sys.exit(1)

    def _read_folder(self) -> None:
        """Reads what is new in the activities folder; the exit status is 0 only when nothing is wrong with it."""
        account = Account.objects.get(pk=current_owner_id())
        if settings.ACTIVITIES_DIR is None:
            raise CommandError("Name files or folders to read, or set ACTIVITIES_DIR. Nothing was read.")
        if not is_folder_account(account):
            raise CommandError("ACTIVITIES_DIR is not this account’s. Set ACTIVITIES_OWNER to its email address.")
        try:
            files = read_folder(lambda count: show_progress(f"{count} read"))
        except (ReadingStopped, KeyboardInterrupt):
            raise CommandError("Stopped. What was read is saved; the worker reads the rest.") from None
        finally:
            show_progress("")
        for name, outcome in _outcomes(files):
            self.stdout.write(f"{clean_text(name) or '?'}: {outcome}")
        card = folder_card(account)
        problems = list(card.problems) if card else []
        if problems:
            raise CommandError("\n".join(problems))
        if not all(file.state in DONE_STATES for file in files):
            sys.exit(1)


def _outcomes(files: list[SourceFile]) -> Iterator[tuple[str, str]]:
    workouts = file_workouts([file.pk for file in files])
    account = Account.objects.get(pk=current_owner_id())
    return ((file.name, file_outcome(file, workouts, account).text) for file in files)


def _stopped_message(upload: Upload, reason: BaseException) -> str:
    cause = "Reading stopped after five attempts" if isinstance(reason, ReadingStopped) else "Stopped"
    return f"{cause}. {_kept_message(upload)}"


def _kept_message(upload: Upload) -> str:
    waiting = upload.files.filter(state=SourceFile.State.WAITING).count()
    return f"Files already read are saved; {waiting} of the files wait for the worker."
