"""Files of this machine into the current owner's account: taken in, then read here and now."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack

from accounts.jobs.models import Job
from accounts.jobs.services.enqueue import enqueue
from accounts.jobs.services.run import run_job
from activities.models import SourceFile, Upload
from activities.parsers.error_messages import refusal_message
from activities.parsers.file_paths import open_file
from activities.parsers.result import FileRefused
from activities.services.receive import READ_FILES_JOB, IncomingFile, receive_files

PARCEL = 20
WAIT_S = 0.2


class ReadingStopped(RuntimeError):
    """The job that reads gave up; what waits is kept."""


def take_in(upload: Upload, paths: Sequence[str], sent: Callable[[int], None]) -> Iterator[tuple[str, str]]:
    """Takes the files in, twenty at a time, and says how many; yields each path that cannot be opened, and why."""
    for at in range(0, len(paths), PARCEL):
        with ExitStack() as stack:
            incoming = []
            for path in paths[at : at + PARCEL]:
                try:
                    incoming.append(IncomingFile(path, stack.enter_context(open_file(path))))
                except FileRefused as no:
                    yield path, refusal_message(no)
            receive_files(upload, incoming)
        sent(min(at + PARCEL, len(paths)))


def read_here(upload: Upload, read: Callable[[int, int], None]) -> None:
    """Reads until nothing of the upload waits, and says how many of how many are through.

    Waits while a worker holds the job. Raises ReadingStopped when it has given up.
    """
    while waiting := _waiting(upload):
        total = upload.files.count()
        read(total - waiting, total)
        if not any(run_job(job.pk) for job in _jobs()):
            time.sleep(WAIT_S)


def _waiting(upload: Upload) -> int:
    return upload.files.filter(state=SourceFile.State.WAITING).count()


def _jobs() -> list[Job]:
    """The owner's queued job of reading; asks for one where there is none. Raises ReadingStopped."""
    states = set(Job.objects.filter(kind=READ_FILES_JOB).values_list("state", flat=True))
    if states == {Job.State.STOPPED}:
        raise ReadingStopped
    if not states:
        enqueue(READ_FILES_JOB)
    return list(Job.objects.filter(kind=READ_FILES_JOB, state=Job.State.QUEUED))
