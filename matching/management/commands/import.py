# ruff: noqa: N999 - the command is called so
"""Reads activity files and folders of them into an account: `import PATHS…`."""

import sys
from collections.abc import Iterator, Sequence
from typing import Any

from django.core.management.base import CommandError, CommandParser

from accounts.command import OwnerCommand
from accounts.models import Account
from accounts.scope import OwnerDeleted, current_owner_id
from activities.models import SourceFile, Upload
from activities.parsers.file_paths import list_files
from activities.progress import show_progress
from activities.record import clean_text
from activities.storage.storage_errors import StorageUnavailable
from matching.services.import_files import ReadingStopped, read_upload, upload_files
from matching.web.uploads.file_workouts import file_workouts
from matching.web.uploads.outcome import file_outcome
from matching.web.uploads.storage_messages import CAUSES

ADVICE = "Give the same command again; what is here already is skipped."
DONE_STATES = (SourceFile.State.READ, SourceFile.State.COPY)


class Command(OwnerCommand):
    """Takes the files in, reads them at once, and prints the outcome of each in one sentence."""

    help = "Read activity files (FIT, GPX, TCX, gz, zip; folders are walked) into an account."

    def add_arguments(self, parser: CommandParser) -> None:
        """Adds the paths."""
        super().add_arguments(parser)
        parser.add_argument("paths", nargs="+", metavar="PATH", help="a file, an archive or a folder")

    def run(self, *, paths: Sequence[str] = (), **options: Any) -> None:
        """Imports the files; the exit status is 0 only when every file was read or was here already."""
        paths_to_read = [file for path in paths for file in list_files(path)]
        if not paths_to_read:
            raise CommandError("There is no file in it. Nothing was read.")
        upload = Upload.objects.create()
        try:
            unopened = list(
                upload_files(
                    upload, paths_to_read, lambda count: show_progress(f"{count} of {len(paths_to_read)} taken in")
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


def _outcomes(files: list[SourceFile]) -> Iterator[tuple[str, str]]:
    workouts = file_workouts([file.pk for file in files])
    account = Account.objects.get(pk=current_owner_id())
    return ((file.name, file_outcome(file, workouts, account).text) for file in files)


def _stopped_message(upload: Upload, reason: BaseException) -> str:
    cause = "Reading stopped after five tries" if isinstance(reason, ReadingStopped) else "Stopped"
    return f"{cause}. {_kept_message(upload)}"


def _kept_message(upload: Upload) -> str:
    waiting = upload.files.filter(state=SourceFile.State.WAITING).count()
    return f"What was read stays; {waiting} of the files are kept and wait for the worker."
