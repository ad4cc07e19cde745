"""Imports files of this machine into the current owner's account: uploads them, then reads them in this process."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack

from django.utils import timezone

from accounts.jobs.models import Job
from accounts.jobs.services.enqueue import enqueue
from accounts.jobs.services.run import run_job
from activities.models import SourceFile, Upload
from activities.parsers.error_messages import refusal_message
from activities.parsers.file_paths import open_file
from activities.parsers.result import FileRefused
from activities.services.delete_missing_files import NOT_IN_FOLDER
from activities.services.folder_actions import SCAN_JOB, TAKE_IN_JOB, sync_folder
from activities.services.receive import READ_FILES_JOB, IncomingFile, receive_files

BATCH_SIZE = 20
"""This many files are uploaded at once."""

FOLDER_JOBS = (SCAN_JOB, TAKE_IN_JOB, READ_FILES_JOB)
"""These jobs follow each other when the activities folder is read."""

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


def read_folder(on_progress: Callable[[int], None]) -> list[SourceFile]:
    """Scans the activities folder and reads what is new in it; reports how many files were read or refused.

    Returns these files, and those that are gone from the folder since. Waits while a worker holds a job. Raises
    ReadingStopped when a job has stopped.
    """
    new_files = SourceFile.objects.filter(upload__is_from_folder=True, uploaded_at__gte=timezone.now())
    missing_before = list(SourceFile.objects.filter(reason=NOT_IN_FOLDER).values_list("pk", flat=True))
    sync_folder()
    while kinds := _unfinished_kinds():
        on_progress(new_files.exclude(state=SourceFile.State.WAITING).count())
        if not any(run_job(job.pk) for job in Job.objects.filter(kind__in=kinds, state=Job.State.QUEUED)):
            time.sleep(POLL_INTERVAL_S)
    missing_files = SourceFile.objects.filter(reason=NOT_IN_FOLDER).exclude(pk__in=missing_before)
    return [*new_files.order_by("uploaded_at", "id"), *missing_files.order_by("name", "id")]


def _unfinished_kinds() -> list[str]:
    """Returns the kinds of jobs that still work on the folder. Raises ReadingStopped."""
    jobs = list(Job.objects.filter(kind__in=FOLDER_JOBS).values_list("kind", "state"))
    if any(state == Job.State.STOPPED for _, state in jobs):
        raise ReadingStopped
    return [kind for kind, _ in jobs]


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
