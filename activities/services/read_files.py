"""Reads uploaded files in the worker: one step reads up to 200 waiting files, for up to two seconds."""

import time
from contextlib import suppress
from typing import BinaryIO, cast

from accounts.jobs.claims import Claim
from accounts.jobs.kinds import job_kind
from accounts.jobs.lanes import Lane
from accounts.jobs.models import MAX_ATTEMPTS
from activities.models import SourceFile
from activities.parsers.gunzip import gunzip_if_packed
from activities.parsers.process import ParserProcess
from activities.parsers.result import FileRefused
from activities.parsers.sniff import HEAD_SIZE, detect_compression
from activities.services.finish_file import finish_file, refuse_file
from activities.services.receive import READ_FILES_JOB
from activities.services.unpack_archive import unpack_archive
from activities.storage.storage_errors import StorageUnavailable

MAX_STEP_FILES = 200
MAX_STEP_S = 2.0


@job_kind(READ_FILES_JOB, lane=Lane.CLICK)
def read_files(claim: Claim) -> bool:
    """Reads waiting files, each in a transaction of its own; returns whether more wait.

    A file that crashed its worker before is read alone, and refused at the fifth claim. When the file storage fails,
    StorageUnavailable is raised instead: the file keeps waiting, and the job is retried later.
    """
    deadline = time.monotonic() + MAX_STEP_S
    with ParserProcess() as parser:
        for _ in range(MAX_STEP_FILES if claim.attempts == 1 else 1):
            file = SourceFile.objects.waiting().first()
            if file is None:
                return False
            _read_or_refuse(file, claim, parser)
            if time.monotonic() > deadline:
                break
    return SourceFile.objects.waiting().exists()


def _read_or_refuse(file: SourceFile, claim: Claim, parser: ParserProcess) -> None:
    try:
        if claim.attempts >= MAX_ATTEMPTS and not file.clear_storage_error():
            _check_parser(parser)
            raise FileRefused("too_much_work")
        with _open_content(file) as content:
            _read(file, content, claim, parser)
    except FileRefused as refused:
        refuse_file(file, refused, claim)
    except StorageUnavailable as error:
        file.set_storage_error(error.code)
        raise


def _read(file: SourceFile, content: BinaryIO, claim: Claim, parser: ParserProcess) -> None:
    """Parses a file, or unpacks an archive: for two seconds from when it is open, because the fetch may take longer."""
    if detect_compression(content.read(HEAD_SIZE)) == "zip":
        unpack_archive(file, content, claim, time.monotonic() + MAX_STEP_S)
        return
    content.seek(0)
    uploaded = content.read()
    data = gunzip_if_packed(uploaded)
    finish_file(file, parser.parse(data), None if data is uploaded else data, claim)


def _check_parser(parser: ParserProcess) -> None:
    """Raises RuntimeError when the limited process does not start: that is a fault of the install, not of a file."""
    with suppress(FileRefused):
        parser.parse(b"")


def _open_content(file: SourceFile) -> BinaryIO:
    """Returns the open file. Raises FileRefused when its bytes are lost, as after a restore of the database alone."""
    try:
        return cast(BinaryIO, file.content.open("rb"))
    except FileNotFoundError:
        raise FileRefused("lost") from None
