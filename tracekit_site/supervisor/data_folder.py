"""The data folder: made once, used by one tracekit at a time."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.management.utils import get_random_secret_key


class Taken(RuntimeError):
    """Another tracekit is running with this data folder."""


def make_data_folder(folder: Path) -> bool:
    """Makes the folder and the install's own secret key, readable by its owner only; True when the key is new."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    key = folder / "secret-key"
    try:
        key.touch(mode=0o600, exist_ok=False)
    except FileExistsError:
        return False
    key.write_text(get_random_secret_key())
    return True


@contextmanager
def hold_data_folder(folder: Path) -> Iterator[None]:
    """Holds the folder until the block, or the process, ends. Raises Taken."""
    with (folder / "up.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Taken(
                f"tracekit is already running with the data in {folder}. "
                "Stop it first, or set DATA_DIR to another folder."
            ) from None
        yield
