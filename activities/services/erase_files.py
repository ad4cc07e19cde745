"""Deletes the stored files of an erased account."""

from accounts.erasure_steps import Phase, RunningErasure, SomethingLeft, erasure_step
from activities.services.delete_stored_files import BATCH_SIZE
from activities.storage.source_files import source_file_storage

FILES = "files"
"""The receipt counts the deleted files under this name."""


@erasure_step("files", Phase.FILES, "Delete uploaded files")
def erase_files(run: RunningErasure) -> None:
    """Deletes everything in the account's folder, and lists it again until it is empty. Raises StorageUnavailable."""
    storage, folder = source_file_storage(), str(run.account_id)
    while names := storage.listdir(folder)[1]:
        for start in range(0, len(names), BATCH_SIZE):
            batch = names[start : start + BATCH_SIZE]
            storage.delete_files(f"{folder}/{name}" for name in batch)
            with run.part() as counts:
                counts[FILES] += len(batch)
    storage.delete(folder)


@erasure_step("files_verified", Phase.VERIFICATION, "Check that nothing is left")
def verify_files(run: RunningErasure) -> None:
    """Raises SomethingLeft when a request that was under way has stored a file, and StorageUnavailable."""
    if source_file_storage().listdir(str(run.account_id))[1]:
        raise SomethingLeft("a file")
