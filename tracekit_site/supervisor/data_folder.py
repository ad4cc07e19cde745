"""Creates the data folder with the install's keys in it, and locks it, so that one `bin/up` at a time uses it."""

import fcntl
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from django.core.management.utils import get_random_secret_key

from accounts.secrets import new_key
from tracekit_site.wrong_settings import WrongSettings

KEY_FILES: dict[str, tuple[str, Callable[[], str]]] = {
    "SECRET_KEY": ("secret-key", get_random_secret_key),
    "CREDENTIAL_KEYS": ("credential-keys", new_key),
}
"""Each key of an install has a file, used where the environment gives no key, and a generator."""


class DataFolderUnusable(WrongSettings):
    """Says that the data folder cannot be written or read, why, and what to do."""

    def __init__(self, folder: Path, error: OSError) -> None:
        super().__init__(
            f"The data folder {folder} cannot be used: {error.strerror or error}. Nothing was started. tracekit, which "
            f"runs as the user with id {os.geteuid()}, must be able to read and write all of it: give the folder to "
            "that user, or set DATA_DIR to another one."
        )


class DataFolderInUse(RuntimeError):
    """Says that another tracekit is running with this data folder."""


def create_data_folder(folder: Path) -> bool:
    """Creates the folder and the keys that the environment does not give; returns whether a key is new.

    Raises DataFolderUnusable, also when the folder exists and does not accept a file.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=folder).close()
        is_new = [
            _write_key(folder / file, generate())
            for name, (file, generate) in KEY_FILES.items()
            if not os.environ.get(name)
        ]
    except OSError as error:
        raise DataFolderUnusable(folder, error) from None
    return any(is_new)


def read_key_file(folder: Path, file: str) -> str:
    """Returns the key in a file of the folder; empty when there is no such file. Raises DataFolderUnusable."""
    try:
        return (folder / file).read_text().strip()
    except (FileNotFoundError, NotADirectoryError):
        return ""
    except OSError as error:
        raise DataFolderUnusable(folder, error) from None


def read_key_files(folder: Path) -> dict[str, str]:
    """Returns the keys in the folder by setting, without those that the environment gives.

    Raises DataFolderUnusable.
    """
    keys = {name: read_key_file(folder, file) for name, (file, _) in KEY_FILES.items() if not os.environ.get(name)}
    return {name: key for name, key in keys.items() if key}


@contextmanager
def lock_data_folder(folder: Path) -> Iterator[IO[str]]:
    """Locks the folder until the block or the process ends, and yields the file that holds the lock.

    Raises DataFolderInUse and DataFolderUnusable.
    """
    try:
        lock = (folder / "up.lock").open("w")
    except OSError as error:
        raise DataFolderUnusable(folder, error) from None
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise DataFolderInUse(
                f"tracekit is already running with the data in {folder}. "
                "Stop it first, or set DATA_DIR to another folder."
            ) from None
        yield lock


def _write_key(path: Path, key: str) -> bool:
    """Writes a new key, readable by its owner only: whole or not at all, and never over an existing one."""
    if path.exists():
        return False
    number, temporary_path = tempfile.mkstemp(dir=path.parent)
    try:
        with open(number, "w") as file:
            file.write(key)
            file.flush()
            os.fsync(number)
        os.link(temporary_path, path)
    except FileExistsError:
        return False
    finally:
        os.unlink(temporary_path)
    return True
