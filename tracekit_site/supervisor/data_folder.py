"""Creates the data folder with the install's keys in it, and locks it, so that one `bin/up` at a time uses it."""

import fcntl
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.management.utils import get_random_secret_key

from accounts.secrets import new_key

KEY_FILES: dict[str, tuple[str, Callable[[], str]]] = {
    "SECRET_KEY": ("secret-key", get_random_secret_key),
    "CREDENTIAL_KEYS": ("credential-keys", new_key),
}
"""Each key of an install has a file, used where the environment gives no key, and a generator."""


class DataFolderInUse(RuntimeError):
    """Says that another tracekit is running with this data folder."""


def create_data_folder(folder: Path) -> bool:
    """Creates the folder and the keys that the environment does not give; returns whether a key is new.

    Raises OSError.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    is_new = [
        _write_key(folder / file, generate())
        for name, (file, generate) in KEY_FILES.items()
        if not os.environ.get(name)
    ]
    return any(is_new)


def read_key_files(folder: Path) -> dict[str, str]:
    """Returns the keys in the folder, by setting, except those that the environment gives."""
    paths = {name: folder / file for name, (file, _) in KEY_FILES.items() if not os.environ.get(name)}
    return {name: path.read_text().strip() for name, path in paths.items() if path.exists()}


@contextmanager
def lock_data_folder(folder: Path) -> Iterator[None]:
    """Locks the folder until the block or the process ends. Raises DataFolderInUse."""
    with (folder / "up.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise DataFolderInUse(
                f"tracekit is already running with the data in {folder}. "
                "Stop it first, or set DATA_DIR to another folder."
            ) from None
        yield


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
