"""Imports files of this machine into the current owner's account: uploads them, then reads them in this process."""

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

BATCH_SIZE = 20
"""This many files are uploaded at once."""

POLL_INTERVAL_S = 0.2
"""A job that a worker holds is checked again after this time."""


class ReadingStopped(RuntimeError):
    """The job that reads files has stopped; the waiting files are kept."""


def upload_files(upload: Upload, paths: Sequence[str], on_progress: Callable[[int], None]) -> Iterator[tuple[str, str]]:
    """Uploads the files and reports after each batch how many; yields each path that cannot be opened, and why."""
    for start in range(0, len(paths), BATCH_SIZE):
        with ExitStack() as stack:
            incoming = []
            for path in paths[start : start + BATCH_SIZE]:
                try:
                    incoming.append(IncomingFile(path, stack.enter_context(open_file(path))))
                except FileRefused as error:
                    yield path, refusal_message(error)
            receive_files(upload, incoming)
        on_progress(min(start + BATCH_SIZE, len(paths)))


def read_upload(upload: Upload, on_progress: Callable[[int, int], None]) -> None:
    """Reads until no file of the upload waits, and reports how many of the total are read.

    Waits while a worker holds the job. Raises ReadingStopped when the job has stopped.
    """
    while waiting := _count_waiting(upload):
        total = upload.files.count()
        on_progress(total - waiting, total)
        if not any(run_job(job.pk) for job in _queued_jobs()):
            time.sleep(POLL_INTERVAL_S)


def _count_waiting(upload: Upload) -> int:
    return upload.files.filter(state=SourceFile.State.WAITING).count()


def _queued_jobs() -> list[Job]:
    """Returns the owner's queued job that reads files, and enqueues it when there is none. Raises ReadingStopped."""
    states = set(Job.objects.filter(kind=READ_FILES_JOB).values_list("state", flat=True))
    if states == {Job.State.STOPPED}:
        raise ReadingStopped
    if not states:
        enqueue(READ_FILES_JOB)
    return list(Job.objects.filter(kind=READ_FILES_JOB, state=Job.State.QUEUED))
