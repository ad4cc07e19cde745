"""The data folder: made once with the install's keys in it, used by one `bin/up` at a time."""

import fcntl
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.management.utils import get_random_secret_key

from accounts.secrets import new_key

KEYS: dict[str, tuple[str, Callable[[], str]]] = {
    "SECRET_KEY": ("secret-key", get_random_secret_key),
    "CREDENTIAL_KEYS": ("credential-keys", new_key),
}
"""The keys of an install: by setting, the file that keeps it where the environment gives none, and how it is made."""


class Taken(RuntimeError):
    """Another tracekit is running with this data folder."""


def make_data_folder(folder: Path) -> bool:
    """Makes the folder and the keys that the environment does not give; True when a key is new. Raises OSError."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    made = [_keep(folder / file, make()) for name, (file, make) in KEYS.items() if not os.environ.get(name)]
    return any(made)


def kept_keys(folder: Path) -> dict[str, str]:
    """The keys that lie in the folder, by setting, as far as the environment does not give them."""
    paths = {name: folder / file for name, (file, _) in KEYS.items() if not os.environ.get(name)}
    return {name: path.read_text().strip() for name, path in paths.items() if path.exists()}


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


def _keep(path: Path, key: str) -> bool:
    """Writes a new key, readable by its owner only: all of it or nothing, and never over one that is there."""
    if path.exists():
        return False
    number, fresh = tempfile.mkstemp(dir=path.parent)
    try:
        with open(number, "w") as file:
            file.write(key)
            file.flush()
            os.fsync(number)
        os.link(fresh, path)
    except FileExistsError:
        return False
    finally:
        os.unlink(fresh)
    return True
