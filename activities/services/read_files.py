"""Reads uploaded files in the worker: one step reads up to 200 waiting files, for up to two seconds."""

import time
from contextlib import suppress
from typing import BinaryIO

from accounts.jobs.claims import Claim
from accounts.jobs.kinds import job_kind
from accounts.jobs.lanes import Lane
from accounts.jobs.models import MAX_ATTEMPTS
from accounts.services.cpu_quota import within_cpu_quota
from accounts.services.lock_account import load_deletions
from activities.models import SourceFile
from activities.parsers.gunzip import gunzip_if_packed
from activities.parsers.process import ParserProcess
from activities.parsers.result import FileRefused
from activities.parsers.sniff import HEAD_SIZE, detect_compression
from activities.querysets import SourceFileQuerySet
from activities.services.delete_missing_files import NOT_IN_FOLDER
from activities.services.file_group import MAX_GROUP_FILES, FileGroup
from activities.services.finish_files import FileOutcome, store_unpacked
from activities.services.open_source_file import open_source_file
from activities.services.owner_parser import owner_parser, parser_cpu_s
from activities.services.receive import READ_FILES_JOB
from activities.services.unpack_archive import unpack_archive
from activities.storage.storage_errors import StorageUnavailable

MAX_STEP_FILES = 200
MAX_STEP_S = 2.0


@job_kind(READ_FILES_JOB, lane=Lane.CLICK)
def read_files(claim: Claim) -> bool:
    """Reads waiting files and commits them in groups; returns whether more wait.

    After a worker died, as many files as a group can have are committed one by one; the first of them is refused at the
    fifth claim. When the file storage fails, StorageUnavailable is raised instead: the file keeps waiting, and the job
    is retried later. Raises Postpone when the account's day of the processor is used up; imports are read first,
    whatever is used up.
    """
    load_deletions()
    waiting = SourceFile.objects.waiting().select_related("upload")
    imports = waiting.filter(upload__is_import=True)
    if imports.exists():
        return _read_step(claim, imports)
    with within_cpu_quota(parser_cpu_s):
        return _read_step(claim, waiting)


def _read_step(claim: Claim, files: SourceFileQuerySet) -> bool:
    """Reads files for two seconds; returns whether any file is left."""
    deadline = time.monotonic() + MAX_STEP_S
    count = MAX_STEP_FILES if claim.attempts == 1 else MAX_GROUP_FILES
    with owner_parser() as parser:
        with FileGroup(claim) as group:
            for position, file in enumerate(files[:count]):
                is_last_attempt = position == 0 and claim.attempts >= MAX_ATTEMPTS
                _read_or_refuse(file, claim, parser, group, is_last_attempt=is_last_attempt)
                if time.monotonic() > deadline:
                    break
        has_more = SourceFile.objects.waiting().exists()
        if not has_more:
            parser.close()
    return has_more


def _read_or_refuse(
    file: SourceFile, claim: Claim, parser: ParserProcess, group: FileGroup, *, is_last_attempt: bool
) -> None:
    try:
        if is_last_attempt and not file.clear_storage_error():
            _check_parser(parser)
            raise FileRefused("too_much_work")
        with _open_content(file) as content:
            _read(file, content, claim, parser, group)
    except FileRefused as refused:
        group.add(FileOutcome(file, refused))
    except StorageUnavailable as error:
        file.set_storage_error(error.code)
        raise


def _read(file: SourceFile, content: BinaryIO, claim: Claim, parser: ParserProcess, group: FileGroup) -> None:
    """Parses a file, or unpacks an archive: for two seconds from when it is open, because the fetch may take longer."""
    if detect_compression(content.read(HEAD_SIZE)) == "zip":
        group.commit()
        unpack_archive(file, content, claim, MAX_STEP_S)
        return
    content.seek(0)
    uploaded = content.read()
    data = gunzip_if_packed(uploaded)
    result = parser.parse(data)
    is_replaced = data is not uploaded and bool(file.content)  # what lies in the activities folder is never replaced
    group.add(FileOutcome(file, result, store_unpacked(file, data) if is_replaced else None))


def _check_parser(parser: ParserProcess) -> None:
    """Raises RuntimeError when the limited process does not start: that is a fault of the install, not of a file."""
    with suppress(FileRefused):
        parser.parse(b"")


def _open_content(file: SourceFile) -> BinaryIO:
    """Returns the open file. Raises FileRefused when its bytes are lost, as after a restore of the database alone."""
    try:
        return open_source_file(file)
    except FileNotFoundError:
        raise FileRefused("lost" if file.content else NOT_IN_FOLDER) from None
