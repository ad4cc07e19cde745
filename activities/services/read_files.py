"""The worker's side of source files: one slice reads waiting files until 200 or two seconds are through."""

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
from activities.services.receive import READ
from activities.services.unpack import unpack
from activities.storage.storage_errors import StorageUnavailable

SLICE_FILES = 200
SLICE_S = 2.0


@job_kind(READ, lane=Lane.CLICK)
def read_files(claim: Claim) -> bool:
    """Reads waiting files, each in a transaction of its own; says whether more wait.

    A file that stopped its worker before is read alone, and given up at the fifth claim; not when it was the store
    that failed, for then StoreDown is raised: the file waits, and the job tries again later.
    """
    until = time.monotonic() + SLICE_S
    with ParserProcess() as parser:
        for _ in range(SLICE_FILES if claim.attempts == 1 else 1):
            file = SourceFile.objects.waiting().first()
            if file is None:
                return False
            _read(file, claim, parser)
            if time.monotonic() > until:
                break
    return SourceFile.objects.waiting().exists()


def _read(file: SourceFile, claim: Claim, parser: ParserProcess) -> None:
    try:
        if claim.attempts >= MAX_ATTEMPTS and not file.waited_for_store():
            _prove(parser)
            raise FileRefused("too_much_work")
        with _opened(file) as content:
            _take(file, content, claim, parser)
    except FileRefused as no:
        refuse_file(file, no, claim)
    except StorageUnavailable as down:
        file.wait_for_store(down.code)
        raise


def _take(file: SourceFile, content: BinaryIO, claim: Claim, parser: ParserProcess) -> None:
    """An archive has two seconds from when it was opened: fetching it from a bucket may take longer than that."""
    if detect_compression(content.read(HEAD_SIZE)) == "zip":
        unpack(file, content, claim, time.monotonic() + SLICE_S)
        return
    content.seek(0)
    kept = content.read()
    data = gunzip_if_packed(kept)
    finish_file(file, parser.parse(data), None if data is kept else data, claim)


def _prove(parser: ParserProcess) -> None:
    """Raises when the limited child does not even start: then the install is at fault, and no file."""
    with suppress(FileRefused):
        parser.parse(b"")


def _opened(file: SourceFile) -> BinaryIO:
    """Raises Refused when the store has lost them, as after restoring a database without its files."""
    try:
        return cast(BinaryIO, file.content.open("rb"))
    except FileNotFoundError:
        raise FileRefused("lost") from None
